"""The chapter on policies: its tables are what the driver says, and its pictures are there."""

import os
import re

import pytest

LAB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TEXT = os.path.join(LAB, "docs", "policies.md")


def read(path=TEXT):
    with open(path, encoding="utf-8") as file:
        return file.read()


@pytest.mark.parametrize("table", ["order", "growth", "splitting", "lists", "classics", "adversaries"])
def test_its_utilization_is_what_it_is_now(lab, table):
    run = lab.run(LAB + "/tools/policies.py", "--check", table)
    assert run.returncode == 0, run.stdout + run.stderr


def test_each_axis_has_its_table(lab):
    axes = re.search(r"wants one of (.*), not", lab.mdriver("--axis", "none").stderr)[1].split(", ")
    assert set(axes) <= set(re.findall(r"<!-- table ([\w-]+) -->", read()))


def test_a_figure_that_has_changed_is_noticed(lab, tmp_path):
    changed = tmp_path / "policies.md"
    changed.write_text(re.sub(r"(\| best-worst \| )\d", r"\g<1>1", read()))
    program = "import sys, policies; policies.TEXT = sys.argv[1]; sys.exit(policies.main(sys.argv[2:]))"
    command = ["env", f"PYTHONPATH={LAB}/tools", "python3", "-c", program, changed]
    run = lab.run(*command, "--check", "adversaries")
    assert run.returncode == 1
    assert run.stdout == "docs/policies.md: the table adversaries is out of date: make policies\n"
    assert lab.run(*command, "adversaries").returncode == 0
    assert changed.read_text() == read()


def test_an_unknown_table(lab):
    run = lab.run(LAB + "/tools/policies.py", "--check", "colour")
    assert run.returncode == 2 and "there is no table 'colour'" in run.stderr


def test_its_pictures_are_there():
    for name in re.findall(r"\]\(([\w/-]+\.(?:svg|png))\)", read()):
        assert os.path.getsize(os.path.join(LAB, "docs", name)) > 1000
