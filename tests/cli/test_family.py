"""The reference family on the default traces."""

import difflib
import glob
import os
import random
import re
import subprocess

import pytest
from conftest import CC, FAMILY, LAB, run

NAMES = sorted(FAMILY)


def compared(lab):
    """What make compare has just found, of the variants that have not been built since."""
    path = f"{LAB}/build/compare.tsv"
    needed = [f"{LAB}/build/mdriver", *glob.glob(f"{LAB}/traces/*.rep")]
    if not os.path.exists(path) or os.path.getmtime(path) < max(map(os.path.getmtime, needed)):
        return []
    plugins = {name: f"{LAB}/build/alloc/{name}.so" for name in NAMES}
    fresh = {name for name, so in plugins.items() if os.path.exists(so) and os.path.getmtime(so) < os.path.getmtime(path)}
    return [row for row in lab.results(path) if row["allocator"] in fresh]


@pytest.fixture(scope="module")
def table(lab, tmp_path_factory):
    """Every variant on every trace: as make compare has found it, or found anew."""
    rows = compared(lab)
    others = sorted(set(NAMES) - {row["allocator"] for row in rows})
    path = tmp_path_factory.mktemp("family") / "others.tsv"
    if others:
        run = lab.mdriver("-c", "-a", ",".join(others), "--tsv", path, timeout=900)
        assert run.returncode == 0, run.stdout
        rows += lab.results(path)
    return rows


def heaps(rows, name):
    return {r["trace"]: r["heap"] for r in rows if r["allocator"] == name}


def test_all_are_valid_on_all_traces(table):
    assert {r["allocator"] for r in table} == set(NAMES)
    assert all(r["valid"] == "1" for r in table)


def test_the_published_utilization_is_what_it_is_now(lab, table):
    now = {(r["allocator"], r["trace"]): r["utilization"] for r in table}
    published = {(r["allocator"], r["trace"]): r["utilization"] for r in lab.results(f"{lab.path}/docs/compare.tsv")}
    assert {key: used for key, used in published.items() if key in now and used != now[key]} == {}


def test_make_compare_leaves_out_variants_that_are_there():
    told = run("make", "-n", "compare").stdout, run("make", "-n", "compare", "ALL=1").stdout
    some, all_of_it = (set(re.search(r"mdriver -a \$\(echo ([^|]*)\|", text)[1].split()) for text in told)
    aside = re.search(r"^ASIDE := ((?:.*\\\n)*.*)", open(f"{LAB}/Makefile", encoding="utf-8").read(), re.M)[1]
    assert set(aside.replace("\\", "").split()) == all_of_it - some
    assert set(NAMES) <= all_of_it


def test_address_order_is_the_implicit_list(table):
    assert heaps(table, "explicit-address") == heaps(table, "implicit-first")


def test_the_tree_is_best_fit(table):
    assert heaps(table, "tree-best") == heaps(table, "implicit-best") == heaps(table, "explicit-address-best")


def test_slabs_survive_what_best_fit_does_not(table):
    """Small and large blocks in turn: slabs keep them apart."""
    assert 3 * int(heaps(table, "slab")["binary"]) < 2 * int(heaps(table, "tree-best")["binary"])


def same_again(path, sizes, times):
    """Each size so many times, with a small block that stays before it is freed again."""
    lines = []
    for n in sizes:
        for _ in range(times):
            i = 2 * len(lines) // 3
            lines += [f"a {i} {n}", f"a {i + 1} 24", f"f {i}"]
    path.write_text("\n".join(["0", str(len(lines)), str(len(lines)), "1", *lines]) + "\n")
    return path


def test_what_was_freed_serves_the_same_request_again(lab, tmp_path):
    """Whatever the size: nine times in turn hardly need more memory than once (chunks, small blocks, rounding)."""
    seed = random.randrange(1 << 32)
    sizes = sorted(int(2 ** random.Random(seed + i).uniform(6, 18)) for i in range(40))
    once, often = (same_again(tmp_path / f"{t}.rep", sizes, t) for t in (1, 9))
    path = tmp_path / "x.tsv"
    assert lab.mdriver("-c", "-a", "all", "-f", once, "-f", often, "--tsv", path).returncode == 0
    rows = lab.results(path)
    grown = {name: int(heaps(rows, name)["9"]) / int(heaps(rows, name)["1"]) for name in NAMES}
    assert {name: times for name, times in grown.items() if times > 3} == {}, f"seed {seed}"


@pytest.mark.parametrize("name", NAMES)
def test_handin_is_one_file_with_the_same_heap(lab, table, tmp_path, name):
    assert lab.run("make", "handin", f"V={name}").returncode == 0
    source = f"{LAB}/build/handin/{name}.c"
    with open(source, encoding="ascii") as file:
        included = [line for line in file if line.startswith("#include")]
    assert len(included) == len(set(included))
    own = {line.split('"')[1] for line in included if '"' in line}
    assert own <= {"mm.h", "memlib.h", "config.h"}
    plugin = tmp_path / "handin.so"
    subprocess.run([*CC, "-std=c11", "-D_DEFAULT_SOURCE", "-O2", "-I.", "-fPIC", "-shared", "-Wl,-Bsymbolic",
                    "-o", plugin, source], cwd=LAB, check=True)
    chosen = ("m4", "realloc", "structs", "short1")
    path = tmp_path / "x.tsv"
    lab.mdriver("-c", "-a", plugin, "--tsv", path, *[f"traces/{t}.rep" for t in chosen])
    assert heaps(lab.results(path), "handin") == {t: heaps(table, name)[t] for t in chosen}


def code(name):
    """Its lines without comments, those of another variant that it includes in place."""
    with open(FAMILY[name], encoding="ascii") as file:
        text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.DOTALL)
    lines = []
    for line in filter(None, map(str.strip, text.splitlines())):
        other = re.match(r'#include "(.*)\.c"', line)
        lines += code(other.group(1)) if other else [line]
    return lines


def test_pairs_differ_in_one_line():
    """All of driver/report/axis.c, but where what differs is the structure, how many lists there are, or the style."""
    with open(f"{LAB}/driver/report/axis.c", encoding="ascii") as file:
        pairs = re.findall(r'\{"(\w+)", "([\w-]+)", "([\w-]+)",', file.read())
    assert len(pairs) > 15
    for axis, usual, other in pairs:
        changes = [line for line in difflib.ndiff(code(usual), code(other))
                   if line[0] in "-+"]
        removed, added = ([c for c in changes if c[0] == sign] for sign in "-+")
        assert axis in ("structure", "lists", "style") or (len(removed) <= 1 and len(added) == 1), changes


def test_checkers_find_nothing_wrong(lab):
    run = lab.mdriver("-c", "-D", "-a", "all", "-f", "traces/m4.rep", "-f", "traces/short3.rep")
    assert run.returncode == 0, run.stdout


def test_small_globals(lab):
    for name in NAMES:
        size = subprocess.run(["nm", "-S", f"{LAB}/build/alloc/{name}.so"], capture_output=True, text=True).stdout
        writable = [line.split() for line in size.splitlines() if len(line.split()) == 4]
        assert sum(int(f[1], 16) for f in writable if f[2] in "bBdD") <= 128 + 8, name
