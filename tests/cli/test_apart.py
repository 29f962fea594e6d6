"""Apart, an allocator is what it is in the driver's own process, and cheats gain nothing."""

import os
import re

import pytest

from conftest import FAMILY

SHORT = ["traces/short1.rep", "traces/short3.rep", "traces/edge/nothing.rep", "traces/edge/memalign.rep"]
DEFAULT = ["traces/random.rep", "traces/git.rep", "traces/gnuplot.rep", "traces/cc1.rep"]
ZOO = "tests/broken/zoo.rep"


def figures(lab, folder, allocators, traces, *how):
    """All that a run finds out but times, and what it says."""
    table = folder / "results.tsv"
    named = [word for trace in traces for word in ("-f", trace)]
    run = lab.mdriver("-c", *how, "-a", ",".join(allocators), *named, "--tsv", table)
    return table.read_text(encoding="ascii"), run.stdout


def agree(lab, folder, allocators, traces):
    assert figures(lab, folder, allocators, traces) == figures(lab, folder, allocators, traces, "--apart")


def test_same_figures(lab, tmp_path):
    agree(lab, tmp_path, ["mm", "explicit-lifo", "tlsf", "champion"], SHORT)


@pytest.mark.long
@pytest.mark.parametrize("name", ["mm", *sorted(FAMILY)])
def test_same_figures_of_each(lab, tmp_path, name):
    agree(lab, tmp_path, [name], SHORT + DEFAULT)


def verdict(lab, name, trace, *how):
    """Of a cheat's run its row: yes or NO, and the utilization."""
    run = lab.mdriver("-c", "-v", *how, "-a", f"build/hostile/{name}.so", "-f", trace)
    return re.search(r"^ *\(? *\w+ +(yes|NO) +(\S+)", run.stdout, re.M).groups()


def test_a_stack_is_no_memory(lab):
    here, apart = (verdict(lab, "deep-stack", ZOO, *how) for how in ([], ["--apart"]))
    assert here[0] == "yes" and float(here[1]) > 55
    assert apart[0] == "NO"


def test_the_break_is_the_judges(lab):
    honest = lab.mdriver("-c", "-v", "-a", "mm", "-f", "traces/random.rep").stdout
    assert verdict(lab, "forges-break", "traces/random.rep", "--apart")[1] in honest


def test_the_second_replay_is_checked(lab):
    assert verdict(lab, "corrupts-second-round", ZOO, "--apart")[0] == "NO"


def test_the_host_has_no_other_name(lab):
    """What stands beside the driver is no allocator and no driver."""
    assert os.access(lab.path + "/build/host", os.X_OK)
    assert lab.run(lab.path + "/build/host").returncode == 2
