"""Each broken allocator is caught at its line with its sentence, and harms nobody else."""

import glob
import os
import re

import pytest
from conftest import wants_apart

LAB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BROKEN = sorted(os.path.basename(p)[:-2] for p in glob.glob(LAB + "/tests/broken/*.c"))
ZOO = "tests/broken/zoo.rep"


def expectation(name, apart=False):
    """The same both ways, unless the comment says after "apart:" what is found there."""
    with open(f"{LAB}/tests/broken/{name}.c", encoding="ascii") as file:
        comment = file.read().split("*/")[0]
    here, _, there = comment.split("expect:")[1].partition("apart:")
    return " ".join((there if apart and there else here).replace("\n *", " ").split())


def options(name):
    with open(f"{LAB}/tests/broken/{name}.c", encoding="ascii") as file:
        return re.findall(r"--(?:thorough|collect)(?:=\w+)?(?=\))", file.read().split("*/")[0])


def trace_of(name):
    """zoo.rep, or what stands in brackets."""
    with open(f"{LAB}/tests/broken/{name}.c", encoding="ascii") as file:
        found = re.search(r"\(([\w/.-]+\.rep)[,)]", file.read().split("*/")[0])
    trace = found.group(1) if found else "zoo.rep"
    return trace if "/" in trace else f"tests/broken/{trace}"


def row(output, name):
    return next(line for line in output.splitlines() if re.match(rf"{name} +\d+/\d+ ", line))


@pytest.fixture(scope="module")
def alone(lab):
    return {trace: row(lab.mdriver("-c", "-a", "implicit-first", "-f", trace).stdout, "implicit-first").split()
            for trace in sorted({trace_of(name) for name in BROKEN})}


def test_there_are_enough():
    assert len(BROKEN) >= 70


@pytest.mark.parametrize("name", BROKEN)
def test_broken(lab, alone, name):
    check(lab, alone, name, "-s", "1")


# A crash, damage, a hang, an exit, a sentence of the last replay; and what is told otherwise.
QUICK = ["crash", "garbles-last-byte", "endless", "exit", "past-break", "state-kept", "recursion", "forges-verdict"]


@wants_apart
@pytest.mark.parametrize("name", QUICK)
def test_broken_apart(lab, alone, name):
    check(lab, alone, name, "-s", "1", apart=True)


@wants_apart
@pytest.mark.long
@pytest.mark.longest
@pytest.mark.parametrize("name", [name for name in BROKEN if name not in QUICK and not name.startswith("collect-")])
def test_each_broken_apart(lab, alone, name):
    seconds = "10" if "--thorough" in options(name) else "1"
    check(lab, alone, name, "-s", seconds, apart=True)


def check(lab, alone, name, *limit, apart=False):
    trace = trace_of(name)
    how = ["-c", *limit, *options(name), *(["--apart"] if apart else [])]
    run = lab.mdriver(*how, "-a", f"build/broken/{name}.so,implicit-first", "-f", trace)
    expected = expectation(name, apart)
    if expected == "valid":
        assert run.returncode == 0, run.stdout
        assert row(run.stdout, name).split()[1] == "1/1"
    else:
        assert run.returncode == 1, run.stdout
        where = "" if expected.startswith("traces/") else "tests/broken/"
        assert re.search(f"^{name}: {where}{expected}$", run.stdout, re.M), run.stdout
        assert f"repeat: ./mdriver -a build/broken/{name}.so -f {trace}" in run.stdout
        assert re.search(" 0/[01] ", row(run.stdout, name))
    assert row(run.stdout, "implicit-first").split() == alone[trace]


def test_output_is_not_taken_for_the_report(lab):
    run = lab.mdriver("-c", "-a", "build/broken/fake-score.so", "-f", ZOO)
    assert "20/20" not in run.stdout
    assert "fake-score| mm  20/20  100.0 %  100.0" in run.stderr


def test_each_hang_of_a_run_ends(lab):
    run = lab.mdriver("-c", "-s", "0.3", "-a", "build/broken/endless.so,build/broken/sleeps.so,implicit-first",
                      "-f", ZOO, "-f", "tests/broken/large.rep")
    assert run.stdout.count("did not return within 0.3 seconds") == 4
    assert " 2/2 " in row(run.stdout, "implicit-first")


def test_a_few_requests_have_a_finite_speed(lab, tmp_path):
    trace = tmp_path / "four.rep"
    trace.write_text("1\n2\n4\n0\na 0 16\na 1 16\nf 0\nf 1\n")
    run = lab.mdriver("-a", "implicit-first", "--tsv", tmp_path / "out.tsv", "-f", trace)
    assert run.returncode in (0, 4), run.stderr
    assert 0 < float(lab.results(tmp_path / "out.tsv")[0]["kops"]) < 1e7
