"""Speed: what is significant and what is not, instructions, latency, growth, first touches."""

import math
import os
import re
import subprocess
import time

import pytest
from conftest import CC, MUSL, assert_within

SMALL = ("-f", "traces/coalescing.rep", "-f", "traces/m4.rep", "-f", "traces/git.rep")
LINE = re.compile(r"^(\S+) +\d+/\d+ .* ([\d.]+) +([\d.]+)-([\d.]+)(?: .*)?$", re.M)

# segregated-fine, with so many dependent steps before each malloc.
PLANTED = """
#define mm_malloc plain_malloc
#include "alloc/segregated/segregated-fine.c"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    size_t x = n;

    for (int i = 0; i < PLANTED_STEPS; i++) {
        x = x * 3 + 1;
        __asm__ volatile("" : "+r"(x));
    }
    return plain_malloc(n);
}
"""


def plugin(lab, folder, name, source, *flags):
    """Built from this text, in the lab's folder."""
    (folder / f"{name}.c").write_text(source)
    subprocess.run([*CC, "-std=c11", "-D_DEFAULT_SOURCE", "-O2", "-w", "-I.", "-fPIC", "-shared",
                    "-Wl,-Bsymbolic", *flags, "-o", folder / f"{name}.so", folder / f"{name}.c"],
                   cwd=lab.path, check=True)
    return folder / f"{name}.so"


def speeds(output):
    """Of each allocator: speed, and its interval."""
    return {name: tuple(map(float, figures)) for name, *figures in LINE.findall(output)}


def planted(lab, folder, name, steps):
    return plugin(lab, folder, name, PLANTED, f"-DPLANTED_STEPS={steps}")


def is_3_percent_slower(lab, folder):
    """How many steps cost 3 % differs from processor to processor, and is looked for first."""
    plain, other = (planted(lab, folder, name, 0) for name in ("plain", "other"))
    tried = {f"s{n}": planted(lab, folder, f"s{n}", n) for n in (2, 3, 4, 5, 6, 8, 12)}
    found = speeds(lab.mdriver("-a", ",".join(map(str, tried.values())), "--reference", plain).stdout)
    name = min(tried, key=lambda name: abs(found[name][0] - 0.97))
    found = speeds(lab.mdriver("-a", f"{tried[name]},{other}", "--reference", plain, "--budget", "0.2").stdout)
    (slow, _, most), (same, lo, hi) = found[name], found["other"]
    print(found)
    return most < 1 and 0.95 < slow < 0.985 and lo <= 1 <= hi and 0.99 <= same <= 1.01


@pytest.mark.timed
def test_a_slow_down_of_3_percent_is_found_and_one_of_0_is_not(lab, tmp_path):
    """A file's pages may lie badly in the caches for as long as it is there: then another file's must not."""
    folders = [tmp_path / name for name in ("first", "second", "third")]
    for folder in folders:
        folder.mkdir()
    assert any(is_3_percent_slower(lab, folder) for folder in folders)


@pytest.mark.timed
@pytest.mark.parametrize("name", ["libc", "segregated-fine"])
def test_against_itself_it_is_one(lab, name):
    def ratio():
        return speeds(lab.mdriver("-a", name, "--reference", name).stdout)[name][0]

    assert_within(0.99, ratio, 1.01)


# segregated-fine, whose first 40 replays touch new memory.
TOUCHING = """
#define mm_init plain_init
#include "alloc/segregated/segregated-fine.c"
#undef mm_init

int mm_init(void)
{
    enum { REPLAYS = 40, PAGES = 100, PAGE = 4096 };
    static char memory[REPLAYS][PAGES][PAGE];
    static int replay;

    for (int i = 0; replay < REPLAYS && i < PAGES; i++)
        ((volatile char *)memory[replay][i])[0] = 1;
    replay++;
    return plain_init();
}
"""


@pytest.mark.timed
def test_first_touches_are_not_timed_however_small_the_budget(lab, tmp_path):
    touching = plugin(lab, tmp_path, "touching", TOUCHING)

    def ratio():
        run = lab.mdriver("-a", touching, "--reference", "segregated-fine", "--budget", "0.001", *SMALL)
        return speeds(run.stdout)["touching"][0]

    assert_within(0.9, ratio, 1.1)    # timed, they are a tenth


@pytest.mark.timed
def test_ten_requests_are_timed_together(lab, tmp_path):
    """To read the clock takes longer than they do."""
    table, start = tmp_path / "x.tsv", time.monotonic()

    def ratio():
        lab.mdriver("-a", "segregated-fine", "--reference", "segregated-fine", "-f", "traces/short1.rep", "--tsv", table)
        return float(lab.results(table)[0]["ratio"])

    assert_within(0.95, ratio, 1.05)
    assert time.monotonic() - start < 15


def counts(lab, table, *arguments, **options):
    run = lab.mdriver("-c", "--instructions", "--tsv", table, *arguments, **options)
    assert run.returncode == 0, run.stderr
    return {(r["allocator"], r["trace"]): (r["instructions"], r["instructions_ratio"]) for r in lab.results(table)
            }, {r["allocator"]: r["instructions_score"] for r in lab.results(table)}


def test_instructions_are_the_same_in_5_of_5_runs(lab, tmp_path):
    found = [counts(lab, tmp_path / "x.tsv", "-a", "segregated-fine,libc", *SMALL,
                    env={**os.environ, "PADDING": "x" * 777 * i}) for i in range(5)]
    assert all(each == found[0] for each in found), found
    assert float(found[0][1]["segregated-fine"]) > 0 and found[0][1]["libc"] == "-"
    assert all(int(n) > 10000 for n, _ in found[0][0].values())


def test_instructions_do_not_depend_on_who_else_runs(lab, tmp_path):
    both, _ = counts(lab, tmp_path / "x.tsv", "-a", "mm,libc,champion", *SMALL)
    alone, _ = counts(lab, tmp_path / "y.tsv", "-a", "champion", "-f", os.path.join(lab.path, "traces/git.rep"))
    assert both["champion", "git"][0] == alone["champion", "git"][0]
    assert MUSL or both["champion", "git"] == alone["champion", "git"]    # musl's malloc keeps what it had before
    assert both["libc", "git"][1] == "1.000000"


def test_planted_instructions_are_counted(lab, tmp_path):
    for steps in (0, 10):
        plugin(lab, tmp_path, f"steps{steps}", PLANTED, f"-DPLANTED_STEPS={steps}", "-fno-unroll-loops")
    found, _ = counts(lab, tmp_path / "x.tsv", "-a", f"{tmp_path}/steps0.so,{tmp_path}/steps10.so",
                      "-f", "traces/coalescing.rep")
    mallocs = sum(line.startswith("a ") for line in open(os.path.join(lab.path, "traces/coalescing.rep")))
    more = int(found["steps10", "coalescing"][0]) - int(found["steps0", "coalescing"][0])
    assert 10 * mallocs <= more <= 80 * mallocs


def test_instructions_where_nothing_counts(lab):
    run = lab.mdriver("-c", "--instructions", *SMALL, env={"PATH": "/nonexistent"})
    if "hardware counters:" not in run.stdout:
        assert run.returncode == 2
        assert "--instructions needs hardware counters" in run.stderr and "valgrind" in run.stderr


def test_latency_names_the_worst_request(lab, tmp_path):
    slow = plugin(lab, tmp_path, "slow", PLANTED.replace("PLANTED_STEPS", "(n == 4242 ? 20000 : 0)"))
    trace = tmp_path / "x.rep"
    lines = [f"a {i} {64 + i}" for i in range(500)] + ["a 500 4242", "r 0 100", "c 501 80"]
    lines += [f"f {i}" for i in range(502)]
    trace.write_text("\n".join(["1", "502", str(len(lines)), "1", *lines]) + "\n")
    run = lab.mdriver("-c", "--latency", "-a", slow, "-f", trace)
    rows = dict((kind, (int(n), float(median), float(high), float(worst), place)) for kind, n, median, high, worst, place
                in re.findall(r"^  (\w+) +(\d+) +([\d.]+) +([\d.]+) +[\d.]+ +([\d.]+)   (.*)$", run.stdout, re.M))
    assert {kind: row[0] for kind, row in rows.items()} == {"malloc": 501, "free": 502, "realloc": 1, "calloc": 1}
    assert rows["malloc"][4] == f"{trace}:505 (a 500 4242)"
    assert rows["malloc"][3] > 2000 > rows["malloc"][2] >= rows["malloc"][1]


def test_latency_finds_a_pause_that_moves(lab, tmp_path):
    """Every 701st malloc is slow, and the count goes on over mm_init: it is another request in each replay."""
    moving = "({ static int calls; if (i == 0) calls++; calls % 701 ? 0 : 20000; })"
    slow = plugin(lab, tmp_path, "slow", PLANTED.replace("PLANTED_STEPS", moving))
    trace = tmp_path / "x.rep"
    lines = [f"a {i} 64" for i in range(1000)] + [f"f {i}" for i in range(1000)]
    trace.write_text("\n".join(["1", "1000", "2000", "1", *lines]) + "\n")
    run = lab.mdriver("-c", "--latency", "-a", slow, "-f", trace)
    median, pause, worst = re.search(r"^  malloc +1000 +([\d.]+) +[\d.]+ +([\d.]+) +([\d.]+)", run.stdout, re.M).groups()
    assert float(pause) > 2000 > float(median) and float(pause) > 3 * float(worst), run.stdout
    free = re.search(r"^  free +1000 +[\d.]+ +[\d.]+ +([\d.]+)", run.stdout, re.M)
    assert float(free[1]) < float(pause) / 2


def test_growth_names_a_linear_search(lab):
    """A list of free blocks is linear where they are many; a tree of the same is not."""
    run = lab.mdriver("-c", "--growth", "-a", "explicit-lifo,tree-best", "-f", "traces/random.rep", "-f", "traces/short1.rep")
    assert re.search(r"^  random .* n\^(0\.[6-9]|1\.[0-2])\d?  linear$", run.stdout, re.M), run.stdout
    assert re.search(r"^explicit-lifo: a request takes linear time on 1 of 1 traces", run.stdout, re.M)
    assert re.search(r"^tree-best: a request takes constant time, or nearly: .* any of 1 traces", run.stdout, re.M)


def test_growth_is_not_what_realloc_copies(lab):
    """The more programs share a heap, the more often a block that grows must move."""
    run = lab.mdriver("-c", "--growth", "-a", "champion,dlmalloc-style", "-f", "traces/realloc.rep", "-f", "traces/gnuplot.rep")
    for name in ("champion", "dlmalloc-style"):
        assert re.search(rf"^{name}: a request takes constant time, or nearly: .* any of 2 traces", run.stdout, re.M), run.stdout


def test_first_touches_are_page_faults(lab):
    run = lab.mdriver("-c", "--first-touch", "-a", "segregated-fine", "-f", "traces/cc1.rep")
    faults, first, later = re.search(r"^  cc1 +(\d+) +([\d.]+) +([\d.]+)", run.stdout, re.M).groups()
    assert int(faults) >= 1862140 // 65536 and float(first) > float(later)


def test_fragmentation_by_hand(lab, tmp_path):
    """A block of 1008 bytes is free at the peak, two of 2016 are in use."""
    trace, table = tmp_path / "x.rep", tmp_path / "x.tsv"
    trace.write_text("1\n3\n4\n1\na 0 1000\na 1 2000\nf 0\na 2 2000\n")
    lab.mdriver("-c", "--fragmentation", "-a", "implicit-first", "-f", trace, "--tsv", table)
    row = lab.results(table)[0]
    heap = int(row["heap"])
    heaps = [heap - 4032, heap - 2016, heap - 2016, heap]
    assert float(row["external"]) == pytest.approx(1008 / heap, abs=1e-5)
    assert float(row["internal"]) == pytest.approx((heap - 4000 - 1008) / heap, abs=1e-5)
    assert float(row["utilization_over_time"]) == pytest.approx((1000 + 3000 + 2000 + 4000) / sum(heaps), abs=1e-5)


WEIGHTS = {0: "a 0 64\n", 1: "a 0 5000\n", 2: "a 0 100\n", 3: "a 0 24\n"}


def test_weights(lab, tmp_path):
    """0 counts for nothing, 1 for both, 2 for utilization, 3 for speed."""
    table = tmp_path / "x.tsv"
    for weight, text in WEIGHTS.items():
        (tmp_path / f"w{weight}.rep").write_text(f"{weight}\n1\n2\n1\n{text}f 0\n")
    run = lab.mdriver("-a", "segregated-fine", "-t", tmp_path, "--tsv", table, "--explain", "--instructions")
    rows = {int(r["weight"]): r for r in lab.results(table)}
    u = (float(rows[1]["utilization"]) + float(rows[2]["utilization"])) / 2
    for ratio, score in (("ratio", "score"), ("instructions_ratio", "instructions_score")):
        s = min(1, math.sqrt(float(rows[1][ratio]) * float(rows[3][ratio])))
        assert float(rows[0][score]) == pytest.approx(u * (60 + 40 * s), abs=0.02)
    assert re.search(r"^segregated-fine +3/3", run.stdout, re.M)
    gains = re.findall(r"^ +[\d.]+  (w\d): (\w+)", run.stdout, re.M)
    assert not {("w0", "utilization"), ("w0", "speed"), ("w2", "speed"), ("w3", "utilization")} & set(gains)
