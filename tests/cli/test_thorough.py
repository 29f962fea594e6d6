"""--thorough and --inject-sbrk: the system has no more memory, once."""

import pytest


def test_the_family_survives(lab):
    run = lab.mdriver("-c", "-a", "all", "--thorough", "-f", "traces/short1.rep",
                      "-f", "traces/short2.rep", "-f", "tests/broken/zoo.rep")
    assert run.returncode == 0, run.stdout


def test_longer_traces(lab):
    run = lab.mdriver("-c", "-a", "explicit-lifo,segregated-fine,champion,mm", "--thorough",
                      "-f", "traces/bc.rep", "-f", "traces/realloc.rep")
    assert run.returncode == 0, run.stdout


def test_one_call(lab):
    run = lab.mdriver("-c", "-a", "build/broken/sbrk-unchecked.so", "--inject-sbrk", "3",
                      "-f", "tests/broken/zoo.rep")
    assert "tests/broken/zoo.rep:7: a failing mem_sbrk: malloc: " in run.stdout
    assert run.returncode == 1


@pytest.mark.parametrize("number", ["0", "-1", "many", ""])
def test_bad_number(lab, number):
    run = lab.mdriver("--inject-sbrk", number)
    assert run.returncode == 2
    assert f"--inject-sbrk wants a number, 1 or more, not '{number}'" in run.stderr
