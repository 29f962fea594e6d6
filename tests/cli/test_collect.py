"""Implicit allocators: the driver as the program whose garbage they collect."""

import re

import pytest

COLLECTORS = ["mark-sweep", "mark-sweep-lazy"]
TRACES = ["traces/short3.rep", "traces/m4.rep", "tests/broken/collect.rep"]
SHAPES = ["roots", "list", "tree", "cycles", "interior", "integers"]


def files(paths):
    return [word for path in paths for word in ("-f", path)]


@pytest.mark.parametrize("name", COLLECTORS)
def test_it_is_valid_in_all_shapes_and_leaves_no_garbage(lab, name):
    run = lab.mdriver("-c", "--collect", "-a", name, *files(TRACES))
    assert run.returncode == 0, run.stdout
    assert re.search(rf"^{name}: floating garbage after \d\d\d+ calls of mm_collect: 0.0 % of the bytes in use \(0\); "
                     r"\d+.\d % of the bytes in use \(\d+\) where integers look like addresses$", run.stdout, re.M)


def test_it_is_an_ordinary_allocator_too(lab):
    run = lab.mdriver("-c", "-a", "segregated-fine," + ",".join(COLLECTORS), *files(TRACES))
    figures = set(re.findall(r" 2/2 +(\d+\.\d) %", run.stdout))
    assert run.returncode == 0 and len(figures) == 1, run.stdout
    assert "floating garbage" not in run.stdout


def test_what_has_no_mm_collect_is_told_what_is_free(lab):
    used = [re.search(r"segregated-fine +1/1 +(\S+) %", lab.mdriver("-c", *options, "-a", "segregated-fine", "-f",
                                                                   TRACES[1]).stdout)[1]
            for options in ([], ["--collect"])]
    assert used[0] == used[1]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_by_itself(lab, shape):
    run = lab.mdriver("-c", f"--collect={shape}", "-a", "mark-sweep", "-f", "tests/broken/collect.rep")
    assert run.returncode == 0 and "floating garbage after" in run.stdout, run.stdout
    run = lab.mdriver("-c", f"--collect={shape}", "-a", "build/broken/collect-never.so", "-f", "tests/broken/collect.rep")
    assert run.returncode == (1 if shape == "roots" else 0)
    assert f"--collect={shape}" in run.stdout or shape != "roots"


def test_a_shape_that_there_is_not(lab):
    run = lab.mdriver("--collect=ring")
    assert run.returncode == 2
    assert run.stderr == ("mdriver: --collect wants roots, list, tree, cycles, interior or integers, not 'ring'\n")


def test_never_collecting_is_all_garbage(lab):
    run = lab.mdriver("-c", "--collect=list", "-a", "build/broken/collect-never.so", "-f", "tests/broken/collect.rep")
    part = float(re.search(r"mm_collect: (\d+\.\d) % of the bytes in use", run.stdout)[1])
    assert part > 50


def test_the_heap_is_the_same_in_every_run(lab, tmp_path):
    heaps = []
    for i in range(2):
        lab.mdriver("-c", "--collect", "-a", "mark-sweep-lazy", "--tsv", tmp_path / "x.tsv", *files(TRACES))
        heaps.append([row["heap"] for row in lab.results(tmp_path / "x.tsv")])
    assert heaps[0] == heaps[1]


def test_a_full_heap_is_collected(lab, tmp_path):
    """What fills the heap is forgotten, and comes again: there is no memory for what marking needs."""
    lines = [line for i in range(4) for line in (f"a {i} 1073000000", f"f {i}")]
    (tmp_path / "full.rep").write_text("\n".join(["0", "4", "8", "0", *lines]) + "\n")
    for name in COLLECTORS:
        run = lab.mdriver("-c", "--collect=roots", "-a", name, "-f", tmp_path / "full.rep")
        assert run.returncode == 0, run.stdout


def test_a_list_of_a_hundred_thousand(lab, tmp_path):
    n = 100000
    (tmp_path / "long.rep").write_text(f"0\n{n}\n{n}\n0\n" + "".join(f"a {i} 24\n" for i in range(n)))
    run = lab.mdriver("-c", "--collect=list", "-a", "mark-sweep", "-f", tmp_path / "long.rep")
    assert run.returncode == 0, run.stdout


def test_it_is_timed_without_its_frees(lab):
    run = lab.mdriver("--collect=roots", "-a", "mark-sweep,libc", "--budget", "0.001", "-f", "traces/structs.rep")
    assert run.returncode in (0, 4), run.stdout
    assert re.search(r"mark-sweep +1/1 +\d+\.\d % +\d+ +\d+\.\d+", run.stdout)


def test_step_by_step(lab):
    commands = "a 0 100\na 1 40\nroot\nlink 1\nf 0\ncollect\nlink 0\nlink 1\nundo\nundo\nlink 1\n"
    run = lab.mdriver("--step", "--collect=list", "-a", "mark-sweep", input=commands)
    assert run.returncode == 0, run.stderr
    assert "root 0: id 0\nid 1 is reachable through id 0 and root 0\n" in run.stdout
    assert "nothing refers to id 0 any more" in run.stdout
    assert re.search(r"mm_collect has freed \d\d+ bytes; \d+ bytes are in use, 0 of them floating garbage\n"
                     r"nothing refers to id 0\nid 1 is reachable through root 0\n", run.stdout)
    assert run.stdout.endswith("id 1 is reachable through id 0 and root 0\n")


def test_step_without_a_collector(lab):
    run = lab.mdriver("--step", "-a", "mark-sweep", input="collect\n")
    assert run.returncode == 2 and "nothing is collected here" in run.stdout


def test_a_failure_is_made_short(lab, tmp_path):
    run = lab.mdriver("--collect", f"--shrink={tmp_path}/short.rep", "-a", "build/broken/collect-interior.so",
                      "-f", "tests/broken/collect.rep")
    assert run.returncode == 1 and "which was reachable through root 1" in run.stdout, run.stdout
    with open(tmp_path / "short.rep", encoding="ascii") as file:
        assert len(file.readlines()) < 12


def test_what_is_in_use_is_drawn(lab, tmp_path):
    run = lab.run("tools/plot.py", "timeline", "--collect", "-f", "traces/m4.rep", "-a", "mark-sweep", "-o", tmp_path / "x")
    assert run.returncode == 0 and "blocks in use and live payload over time" in run.stdout
