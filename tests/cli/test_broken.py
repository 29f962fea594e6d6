"""Each broken allocator is caught at its line with its sentence, and harms nobody else."""

import glob
import os
import re

import pytest

LAB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BROKEN = sorted(os.path.basename(p)[:-2] for p in glob.glob(LAB + "/tests/broken/*.c"))
ZOO = "tests/broken/zoo.rep"


def expectation(name):
    with open(f"{LAB}/tests/broken/{name}.c", encoding="ascii") as file:
        comment = file.read().split("*/")[0]
    return " ".join(comment.split("expect:")[1].replace("\n *", " ").split())


def options(name):
    with open(f"{LAB}/tests/broken/{name}.c", encoding="ascii") as file:
        return ["--thorough"] if "(--thorough)" in file.read() else []


def row(output, name):
    return next(line for line in output.splitlines() if re.match(rf"{name} +\d+/\d+ ", line))


@pytest.fixture(scope="module")
def alone(lab):
    return row(lab.mdriver("-c", "-a", "implicit-first", "-f", ZOO).stdout, "implicit-first").split()


def test_there_are_enough():
    assert len(BROKEN) >= 70


@pytest.mark.parametrize("name", BROKEN)
def test_broken(lab, alone, name):
    run = lab.mdriver("-c", "-s", "1", *options(name), "-a", f"build/broken/{name}.so,implicit-first", "-f", ZOO)
    expected = expectation(name)
    if expected == "valid":
        assert run.returncode == 0, run.stdout
        assert row(run.stdout, name).split()[1:4] == ["1/1", "53.1", "%"]
    else:
        assert run.returncode == 1, run.stdout
        assert re.search(f"^{name}: tests/broken/{expected}$", run.stdout, re.M), run.stdout
        assert f"repeat: ./mdriver -a build/broken/{name}.so -f {ZOO}" in run.stdout
        assert " 0/1 " in row(run.stdout, name)
    assert row(run.stdout, "implicit-first").split() == alone


def test_output_is_not_taken_for_the_report(lab):
    run = lab.mdriver("-c", "-a", "build/broken/fake-score.so", "-f", ZOO)
    assert "20/20" not in run.stdout
    assert "fake-score| mm  20/20  100.0 %  100.0" in run.stderr
