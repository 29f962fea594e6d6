"""Whoever is killed at whatever moment: a true verdict or none, and nothing is left behind."""

import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import pytest
from conftest import MUSL

LAB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(LAB, "tools"), os.path.join(LAB, "tests", "submissions")]
import generate
from grading import confine, lab, processes

GRADE = [sys.executable, os.path.join(LAB, "tools", "grade.py")]
WALLS = [] if confine.available() is None else ["--unconfined"]
PATIENCE = 20    # seconds until what was started is gone


def began(pid):
    """When the process began, by which it is known from a later one of the same number."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()[19]
    except OSError:
        return None


def kill_one(process, chance, moment):
    """Waits for the moment, and kills one of the family. All that were in it, and when they began."""
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        family = processes.family(process.pid)
        known = [(pid, began(pid)) for pid in family]
        victim = chance.choice(family)
        if process.poll() is None and began(victim) == dict(known)[victim]:
            os.kill(victim, signal.SIGKILL)
        return known
    return []


def check_gone(known):
    end = time.monotonic() + PATIENCE
    while any(began(pid) == when is not None for pid, when in known):
        assert time.monotonic() < end, "a process was left behind"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    folder = tmp_path_factory.mktemp("few")
    for name in ("short1", "binary"):
        shutil.copy(f"{LAB}/traces/{name}.rep", folder)
    return folder


def test_a_driver_of_which_one_process_is_killed(tmp_path, few):
    """Its judge, its host, or itself: no row says what is not so."""
    for seed in range(10):
        chance, out = random.Random(seed), tmp_path / f"{seed}.tsv"
        command = [f"{LAB}/mdriver", "-c", "-a", "mm", "-t", few, "--tsv", out, *["--apart"] * (not MUSL)]
        process = subprocess.Popen(command, cwd=LAB, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        known = kill_one(process, chance, chance.uniform(0.01, 0.2))
        status = process.wait(60)
        check_gone(known)
        assert status in (0, 1, 3, -signal.SIGKILL)
        if status in (0, 1):
            with open(out, encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
            assert all(row["valid"] == "1" or "(Killed)" in row["message"] for row in rows), rows
            assert all(row["valid"] == "1" for row in rows) == (status == 0)


def results(out):
    found = {}
    for name in sorted(os.listdir(out)) if out.exists() else ():
        path = out / name / "result.json"
        if path.exists():
            found[name] = json.loads(path.read_text())
    return found


@pytest.fixture
def scratch():
    """Where the grader makes its copies: nobody, as whom root's submissions run, gets there."""
    folder = tempfile.mkdtemp(prefix="kill-")
    os.chmod(folder, 0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.long
@pytest.mark.longest
@pytest.mark.parametrize("times", [10, pytest.param(200, marks=pytest.mark.longest)])
def test_a_class_of_which_one_process_is_killed(tmp_path, scratch, few, times):
    """The grader, the driver, a judge, a host, a compiler: each row is true or says that it was
    not graded, and --resume ends with all of them."""
    (tmp_path / "class").mkdir()
    for name, text in (("good", generate.source()), ("crash", generate.source(before="if (n == 486) __builtin_trap();"))):
        (tmp_path / "class" / f"{name}.c").write_text(text)
    environment = {**os.environ, "TMPDIR": scratch}
    wanted = {"good": "valid", "crash": "invalid"}
    for seed in range(times):
        chance, out = random.Random(seed), tmp_path / f"out{seed}"
        command = [*GRADE, "run", tmp_path / "class", "--out", out, "--published", few, "--varied", "0", *WALLS]
        process = subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env=environment)
        known = kill_one(process, chance, chance.uniform(0.3, 8))
        process.wait(120)
        check_gone(known)
        for name, result in results(out).items():
            assert result["verdict"] in (wanted[name], "not graded"), (seed, result)
        again = subprocess.run([*map(str, command), "--resume"], capture_output=True, text=True,
                               env=environment)
        assert again.returncode == 0, (seed, again.stderr)
        assert {name: result["verdict"] for name, result in results(out).items()} == wanted, seed
        assert [name for name in os.listdir(scratch) if not name.startswith("malloc-lab-")] == []
        shutil.rmtree(out)


def test_what_begins_when_the_grader_has_ended_goes_no_further():
    """A submission's run looks whether the grader, its parent, is there: here it has another."""
    command = [*confine.tied(), "echo", "it runs"]
    assert subprocess.run(command, capture_output=True, text=True).stdout == "it runs\n"
    assert subprocess.run(["sh", "-c", '"$@"; true', "sh", *command], capture_output=True, text=True).stdout == ""


def test_what_stability_puts_beside_the_driver_ends_with_it():
    command = [sys.executable, f"{LAB}/tests/stability.py", "--load", "busy", "--", "-a", "mm", "-f", f"{LAB}/traces/short1.rep"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while len(family := processes.family(process.pid)) < 3:    # the load, and the driver
        assert process.poll() is None
        time.sleep(0.01)
    known = [(pid, began(pid)) for pid in family]
    process.kill()
    process.wait()
    check_gone(known)


@pytest.mark.parametrize("victim", ["$$", "$PPID"])
def test_a_compiler_that_is_killed_is_not_the_submissions_fault(tmp_path, victim):
    """Itself, or the shell that make has started for it."""
    compiler = tmp_path / "cc"
    compiler.write_text(f"#!/bin/sh\nkill -9 {victim}\n")
    compiler.chmod(0o755)
    built = subprocess.run(["make", "-s", f"{tmp_path}/out", f"CC={compiler}", "-f", "-"], capture_output=True, text=True,
                           input=f"{tmp_path}/out:\n\t@set -e; $(CC) x.c; true\n")
    outcome = confine.Outcome()
    outcome.status = built.returncode
    with pytest.raises(lab.Broken):
        lab.Lab.judge_build(outcome, f"{tmp_path}/out", built.stdout + built.stderr)


def test_what_a_limit_has_stopped_was_not_killed():
    """Though it ends by a signal."""
    outcome = confine.Outcome()
    outcome.status = -signal.SIGKILL
    assert outcome.killed()
    outcome.stopped = "it took more than 20 seconds of the processor"
    assert not outcome.killed()
