"""Comparisons: trace by trace, against what is possible, and along one policy."""

import os
import pty
import re
import shutil
import subprocess

import pytest
from conftest import FAMILY, MUSL, wants_glibc

TRACES = ("-f", "traces/short1.rep", "-f", "traces/coalescing.rep", "-f", "traces/comb.rep")


def write(path, *requests):
    ids = max(int(r.split()[1]) for r in requests) + 1
    path.write_text(f"1\n{ids}\n{len(requests)}\n0\n" + "\n".join(requests) + "\n")
    return path


def ceilings(lab, trace):
    run = lab.mdriver("-c", "-a", "mm", "--ceiling", "-f", trace)
    return re.search(rf"^{trace.stem} +([\d.]+) +([\d.]+) ", run.stdout, re.M).groups()


def test_by_trace(lab):
    run = lab.mdriver("-a", "explicit-lifo,libc", "--by-trace", "--budget", "0.02", *TRACES)
    used, fast = run.stdout.split("utilization, %")[1].split("\nspeed ")
    assert re.search(r"^comb +[\d.]+ +[\d.]+$", used, re.M)
    assert len(re.findall(r"^\w+ +[\d.]+ +[\d.]+$", fast, re.M)) == 2
    assert re.search(r"^short1 +- +-$", fast, re.M), "not scored, and so not timed"
    assert "\033" not in run.stdout


def test_no_bytes_are_lost_without_holes(lab, tmp_path):
    trace = write(tmp_path / "x.rep", "a 0 64", "a 1 64", "f 0", "a 2 32", "a 3 32", "f 1", "f 2", "f 3")
    assert ceilings(lab, trace) == ("100.0", "100.0")


def test_the_last_block_need_not_be_rounded(lab, tmp_path):
    trace = write(tmp_path / "x.rep", "a 0 32", "a 1 17", "f 0", "f 1")
    assert ceilings(lab, trace) == ("100.0", "76.6")     # 49 of 49, and of 64


def test_rounding_and_a_hole_too_small(lab, tmp_path):
    trace = write(tmp_path / "x.rep", "a 0 56", "a 1 16", "f 0", "a 2 80", "f 1", "f 2")
    assert ceilings(lab, trace) == ("100.0", "60.0")     # 96 of 96; 96 of 64 + 16 + 80


def test_best_fit_takes_the_smallest_hole_and_extends_the_last(lab, tmp_path):
    trace = write(tmp_path / "x.rep", "a 0 64", "a 1 16", "a 2 32", "a 3 16", "f 0", "f 2",
                  "a 4 32", "a 5 64", "f 3", "a 6 48", "f 1", "f 4", "f 5", "f 6")
    assert ceilings(lab, trace) == ("100.0", "100.0")    # 64+16+32 and 48 from where 3 was


def test_realloc_in_place(lab, tmp_path):
    trace = write(tmp_path / "x.rep", "a 0 32", "a 1 16", "f 1", "r 0 480", "r 0 16", "a 1 464", "f 0", "f 1")
    assert ceilings(lab, trace) == ("100.0", "100.0")


def test_nobody_is_above_the_bound(lab):
    run = lab.mdriver("-c", "-a", "champion,dlmalloc-style,slab", "--ceiling")
    lines = re.findall(r"^(\w+) +([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+)$", run.stdout, re.M)
    assert len(lines) >= 24
    for _, bound, *figures in lines:
        assert all(float(f) <= float(bound) for f in figures)


@pytest.mark.parametrize("axis", "fit order coalescing splitting footers lists structure growth".split())
def test_axis(lab, axis):
    run = lab.mdriver("-c", "--axis", axis, *TRACES)
    assert run.returncode == 0
    said = run.stdout.split(f"\n{axis}:\n")[1]
    pairs = re.findall(r"^  ([\w-]+) for ([\w-]+): .*\n    utilization ([\d.]+) % instead of "
                       r"([\d.]+) % \(([-+][\d.]+) points\)", said, re.M)
    assert len(pairs) >= 2
    for other, usual, now, before, change in pairs:
        assert abs(float(now) - float(before) - float(change)) < 0.11
        if axis == "structure":     # the same policy, so the same heaps
            assert now == before
        elif axis == "lists":
            assert decided(other, "ORDER", "FIT") == decided(usual, "ORDER", "FIT")
        else:
            differ(other, usual)
    most = re.findall(r"^    most on (\w+): ([\d.]+) % instead of ([\d.]+) %$", said, re.M)
    assert set(trace for trace, _, _ in most) <= {"short1", "coalescing", "comb"}
    if axis == "structure":
        assert not most
    if axis in ("coalescing", "footers", "growth"):
        assert all(now != before for _, now, before in most) and len(most) >= 2


def decided(name, *macros):
    """What the source of a policy gives these macros."""
    with open(FAMILY[name], encoding="ascii") as file:
        said = dict(re.findall(r"^#define (\w+) (\w+)$", file.read(), re.M))
    return [said[macro] for macro in macros]


def differ(other, usual):
    """The two sources differ in one line at most, comments aside."""
    lines = []
    for name in (other, usual):
        with open(FAMILY[name], encoding="ascii") as file:
            code = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
        lines.append({line for line in code.splitlines() if line})
    if f'#include "{usual}.c"' in lines[0]:
        assert len(lines[0]) == 2
    elif len(lines[0]) == len(lines[1]):
        assert len(lines[0] - lines[1]) <= 1
    else:
        assert lines[0] ^ lines[1] and len(lines[0] ^ lines[1]) <= 3


def test_unknown_axis(lab):
    run = lab.mdriver("--axis", "colour")
    assert run.returncode == 2
    assert "--axis wants one of fit, order, coalescing, splitting, footers, lists, structure, style, growth, not 'colour'" in run.stderr


@wants_glibc
def test_peers(lab):
    assert lab.run("make", "peers").returncode == 0
    folder = os.path.join(lab.path, "build/peers")
    names = [n[:-3] for n in sorted(os.listdir(folder)) if n.endswith(".so")] if os.path.isdir(folder) else []
    if not names:
        pytest.skip("neither jemalloc nor mimalloc nor tcmalloc is installed")
    run = lab.mdriver("--thorough", "-a", ",".join(names), "--budget", "0.02", *TRACES)
    assert run.returncode == 0, run.stdout
    for name in names:
        assert re.search(rf"^{name} +2/2 +[\d.]+ %\* .* -$", run.stdout, re.M)
    assert "* of the most memory that was resident" in run.stdout


def test_memory_of_libc(lab, tmp_path):
    """Resident memory is what is live, what lies between, and no more than a few pages; musl rounds up to its classes."""
    trace = write(tmp_path / "x.rep", *[f"a {i} 10000" for i in range(300)], *[f"f {i}" for i in range(0, 300, 2)],
                  *[f"a {i} 30000" for i in range(300, 330)])
    table = tmp_path / "t.tsv"
    lab.mdriver("-c", "-a", "libc,mm", "-f", trace, "--tsv", table)
    libc, own = lab.results(table)
    assert own["resident"] == "-" and libc["heap"] == libc["utilization"] == "-"
    assert 3905280 <= int(libc["resident"]) < (6e6 if MUSL else 4e6)


def test_timeline(lab, tmp_path):
    path = tmp_path / "t.tsv"
    run = lab.mdriver("-c", "-a", "explicit-lifo,mm,libc", "-f", "traces/bc.rep", "--timeline", path)
    assert run.returncode == 0
    rows = lab.results(path)
    assert {r["allocator"] for r in rows} == {"explicit-lifo", "mm"}
    last = [r for r in rows if r["allocator"] == "mm"][-1]
    assert int(last["request"]) == sum(1 for line in open(lab.path + "/traces/bc.rep", encoding="ascii")
                                       if line[0] in "arfc")
    assert all(int(r["payload"]) <= int(r["heap"]) for r in rows)
    heaps = [int(r["heap"]) for r in rows if r["allocator"] == "explicit-lifo"]
    assert heaps == sorted(heaps)


def test_heapmap_covers_the_heap(lab, tmp_path):
    path = tmp_path / "h.tsv"
    lab.mdriver("-c", "-a", "explicit-lifo", "-f", "traces/bc.rep", "--heapmap", path)
    rows = lab.results(path)
    assert {r["kind"] for r in rows} <= {"payload", "overhead", "free"}
    last = [r for r in rows if r["time"] == rows[-1]["time"]]
    assert last[0]["start"] == "0"
    assert all(a["end"] == b["start"] for a, b in zip(last, last[1:]))


def test_history_wants_one_trace(lab, tmp_path):
    run = lab.mdriver("--timeline", tmp_path / "t.tsv", *TRACES)
    assert run.returncode == 2
    assert "--timeline and --heapmap are of one trace: name it with -f" in run.stderr


def test_plot_asks_the_driver(lab, tmp_path):
    out = tmp_path / "map"
    run = lab.run("tools/plot.py", "heapmap", "-f", "traces/bc.rep", "-a", "explicit-lifo", "-o", out)
    assert run.returncode == 0, run.stderr
    assert not shutil.which("gnuplot") or os.path.getsize(f"{out}.svg") > 1000


def on_a_terminal(lab, **environment):
    """What a run prints there."""
    primary, secondary = pty.openpty()
    run = subprocess.run([lab.path + "/mdriver", "-c", "-a", "explicit-lifo,buddy", *TRACES], stdout=secondary,
                         stderr=subprocess.DEVNULL, env={**os.environ, **environment}, check=False)
    os.close(secondary)
    assert run.returncode == 0
    text = b""
    try:
        while piece := os.read(primary, 4096):
            text += piece
    except OSError:     # what Linux says at the end
        pass
    os.close(primary)
    return text.decode()


def test_colours_are_for_terminals(lab):
    assert "\033[32mexplicit-lifo" in on_a_terminal(lab, NO_COLOR="")
    assert "\033" not in on_a_terminal(lab, NO_COLOR="1")
