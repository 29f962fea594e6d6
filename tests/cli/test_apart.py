"""Apart, an allocator is what it is in the driver's own process, and cheats gain nothing."""

import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import time

import pytest

from conftest import FAMILY, LAB, assert_within, wants_apart

pytestmark = wants_apart

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
@pytest.mark.longest
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
    valid, utilization = verdict(lab, "forges-break", "traces/random.rep", "--apart", "--once")
    assert valid == "yes" and re.search(rf"yes +{utilization} ", honest)
    assert verdict(lab, "forges-break", "traces/random.rep", "--apart")[0] == "NO"


def test_the_second_replay_is_checked(lab):
    assert verdict(lab, "corrupts-second-round", ZOO, "--apart")[0] == "NO"


def timed(lab, name, *how):
    return lab.mdriver(*how, "-v", "--budget", "0.005", "-a", f"build/hostile/{name}.so", "-f", "traces/realloc.rep")


def test_what_is_another_apart_is_told(lab):
    run = lab.mdriver("--apart", "-c", "-a", "build/hostile/differs-apart.so", "-f", ZOO)
    assert re.search(r"behaves differently apart: the heap has \d+ bytes, and \d+ in the process that judges", run.stdout)
    assert run.returncode == 1


def test_all_checks_follow_once_it_has_passed_apart(lab):
    run = lab.mdriver("--apart", "-c", "-a", "build/broken/state-kept.so", "-f", ZOO)
    assert "second replay: " in run.stdout and "repeat: ./mdriver" in run.stdout and "--apart" not in run.stdout
    assert lab.mdriver("--apart", "--once", "-c", "-a", "build/broken/state-kept.so", "-f", ZOO).returncode == 0


@pytest.mark.parametrize("how", [[], ["--apart"]])
def test_what_was_checked_is_only_timed(lab, tmp_path, how):
    """And must place as it did then: of one of two traces the table is made to say otherwise."""
    table, again = tmp_path / "checked.tsv", tmp_path / "again.tsv"
    traces = ["-f", "traces/git.rep", "-f", "traces/realloc.rep"]
    lab.mdriver("-c", *how, "-a", "explicit-lifo", *traces, "--tsv", table)
    lab.mdriver(*how, "-a", "explicit-lifo", "--budget", "0.005", *traces, "--checked", table, "--tsv", again)
    one, two = lab.results(table), lab.results(again)
    for row, timed in zip(one, two):
        assert timed["valid"] == "1" and float(timed["ratio"]) > 0, timed["message"]
        for same in ("valid", "heap", "utilization", "placement", "answers"):
            assert row[same] == timed[same]
    git = one[0]["answers" if how else "placement"]
    table.write_text(table.read_text().replace(git, "1234"))
    lab.mdriver(*how, "-a", "explicit-lifo", "--budget", "0.005", *traces, "--checked", table, "--tsv", again)
    rows = {row["trace"]: row for row in lab.results(again)}
    assert rows["realloc"]["valid"] == "1"
    assert "behaves differently when it is timed" in rows["git"]["message"]


@pytest.mark.parametrize("how", [[], ["--apart"]])
@pytest.mark.parametrize("name", ["memalign", "calloc", "nothing", "sizes"])
def test_rare_requests_are_timed_too(lab, tmp_path, how, name):
    """The edge traces are not: here they count."""
    lines = pathlib.Path(LAB, f"traces/edge/{name}.rep").read_text(encoding="ascii").splitlines()
    numbers = [line for line in lines if not line.startswith("#")]
    (tmp_path / "x.rep").write_text("\n".join(["1", *numbers[1:], ""]), encoding="ascii")
    run = lab.mdriver(*how, "-a", "mm,champion,explicit-best", "-f", tmp_path / "x.rep", "--budget", "0.005")
    assert re.search(r"^champion +1/1 .* %", run.stdout, re.M), run.stdout
    assert "differently" not in run.stdout


def test_a_few_requests_take_time_apart_too(lab, tmp_path):
    """What asking for them costs is more, and must not be all that is subtracted."""
    requests = [f"a {i} {10 + i}" for i in range(20)] + [f"f {i}" for i in range(20)]
    (tmp_path / "x.rep").write_text("\n".join(["1", "20", "40", "1", *requests, ""]), encoding="ascii")
    speeds = []
    for how in ([], ["--apart"]):
        lab.mdriver(*how, "-a", "mm", "-f", tmp_path / "x.rep", "--budget", "0.01", "--tsv", tmp_path / "x.tsv")
        speeds.append(float(lab.results(tmp_path / "x.tsv")[0]["kops"]))
    assert speeds[1] < 3 * speeds[0], speeds


def test_nothing_of_a_submission_stays_in_the_kernel(lab):
    """Not of its direct run either: what that knows of the trace, no later process shall read."""
    before = read_shared()
    lab.mdriver("-c", "-a", "build/hostile/log-shared.so", "-f", ZOO)
    assert read_shared() == before


def read_shared():
    with open("/proc/sysvipc/shm", encoding="ascii") as file:
        return file.read()


def test_an_oracle_has_nowhere_to_write(lab):
    assert "timing: crashed (" in timed(lab, "oracle", "--apart").stdout


def test_each_replay_has_the_tape_anew(lab):
    run = timed(lab, "marks-tape", "--apart")
    assert re.search(r"^marks-tape +1/1 ", run.stdout, re.M), run.stdout


def test_a_timed_replay_copies_and_clears(lab):
    sentence = "behaves differently when it is timed: payloads are elsewhere, or hold other bytes"
    assert sentence in timed(lab, "realloc-copies-nothing-timed", "--apart").stdout


@pytest.mark.timed
def test_the_clock_is_the_judges(lab, tmp_path):
    """Of two that are alike but for the clock."""
    def ratio(name):
        table = tmp_path / "table.tsv"
        lab.mdriver("--apart", "-a", f"build/{name}.so", "-f", "traces/git.rep", "--tsv", table)
        return float(lab.results(table)[0]["ratio"])

    assert_within(0, lambda: ratio("hostile/clock") / ratio("broken/atexit"), 1.5)


def test_only_what_the_judge_sees_goes_with_it(lab):
    run = lab.mdriver("--apart", "--latency", "-f", "traces/short1.rep")
    assert run.returncode == 2 and "--apart goes with" in run.stderr


def test_a_driver_without_its_host_says_so(lab, tmp_path):
    driver = shutil.copy(f"{lab.path}/build/mdriver", tmp_path)
    run = lab.run(driver, "--apart", "-c", "-a", f"{lab.path}/build/mm.so", "-f", f"{lab.path}/traces/short1.rep")
    assert run.returncode == 2 and f"--apart needs {tmp_path}/host" in run.stderr


def test_a_request_has_a_cost(lab):
    run = lab.mdriver("--overhead", "--apart")
    assert 0.1 < float(re.search(r"([\d.]+) us", run.stdout)[1]) < 200


def test_the_host_alone_does_nothing(lab):
    assert lab.run(lab.path + "/build/host").returncode == 2


def test_a_host_that_cannot_start_is_not_the_allocators_fault(lab, tmp_path):
    shutil.copy(lab.path + "/build/mdriver", tmp_path)
    shutil.copy("/bin/false", tmp_path / "host")    # ends with status 1, and says nothing
    run = lab.run(tmp_path / "mdriver", "--apart", "-c", "-a", "build/mm.so", "-f", SHORT[0])
    assert run.returncode == 3 and "there is no verdict" in run.stderr


def descendants(pid):
    found = []
    for child in open(f"/proc/{pid}/task/{pid}/children", encoding="ascii").read().split():
        found += [int(child), *descendants(int(child))]
    return found


def kill_one(run, moment):
    """Judge or host, at some moment. Was there one?"""
    time.sleep(moment)
    try:
        os.kill(random.choice(descendants(run.pid)), signal.SIGKILL)
    except (OSError, IndexError):
        return False
    return True


@pytest.mark.long
@pytest.mark.longest
def test_whoever_is_killed_there_is_no_wrong_verdict(lab, tmp_path):
    table = tmp_path / "whole.tsv"
    command = [lab.path + "/mdriver", "--apart", "-c", "-a", "explicit-best",
               "-f", "traces/random.rep", "-f", "traces/git.rep"]
    lab.run(*command, "--tsv", table)
    right = lab.results(table)
    killed = 0
    for _ in range(40):
        table.unlink(missing_ok=True)
        with subprocess.Popen([*command, "--tsv", table], cwd=lab.path, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, start_new_session=True) as run:
            killed += kill_one(run, random.random())
            status = run.wait(timeout=100)
        assert status in (0, 1, 3)
        said = "did not finish" if status == 3 else "Killed"
        for got, wanted in zip(lab.results(table), right):
            assert got == wanted or got["valid"] == "0" and said in got["message"]
    assert killed > 20
    assert lab.run("pgrep", "-f", lab.path + "/build/host").returncode == 1
