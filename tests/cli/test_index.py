"""The index of policies: a line for each file of the family, with the figures that were measured."""

import os
import re
import shutil

import pytest
from conftest import FAMILY, LAB, results, run

LINE = re.compile(r"^\| \[`([\w-]+)`\]\(([\w/.-]+)\) \| (.+) \| (.+) \| (.+) \| (.+) \| (.+) \|$", re.M)
NEW = "/* new.c - As explicit-lifo, but new. It is a test.\n * Source: nowhere, 2024. */\n\n#include \"explicit-lifo.c\"\n"


def lines(lab):
    with open(f"{lab}/alloc/README.md", encoding="utf-8") as file:
        return LINE.findall(file.read())


def test_every_file_has_a_line_and_every_line_a_file():
    named = [(name, os.path.join(LAB, "alloc", path)) for name, path, *_ in lines(LAB)]
    assert sorted(named) == sorted(FAMILY.items())


def test_its_figures_are_those_of_the_table():
    rows = results(f"{LAB}/docs/compare.tsv")
    for name, _, _, _, used, _, _ in lines(LAB):
        own = [float(row["utilization"]) for row in rows if row["allocator"] == name and row["weight"] in "12"]
        assert used == (f"{100 * sum(own) / len(own):.1f}" if own else "-"), name


def test_its_lines_are_what_the_files_say():
    done = run(f"{LAB}/tools/index.py", "--check")
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path):
    """Of what the index is made of, and of its maker."""
    for name in ("alloc", "tools"):
        shutil.copytree(f"{LAB}/{name}", tmp_path / name)
    shutil.copy(f"{LAB}/config.h", tmp_path)
    (tmp_path / "docs").mkdir()
    shutil.copy(f"{LAB}/docs/compare.tsv", tmp_path / "docs")
    return tmp_path


def index(copy, *options):
    done = run(copy / "tools/index.py", *options)
    return done.returncode, done.stdout, done.stderr


def test_a_new_file_cannot_miss_it(copy):
    (copy / "alloc/explicit/new.c").write_text(NEW)
    assert index(copy, "--check") == (1, "alloc/README.md: new has no line: make index\n", "")
    assert index(copy) == (0, "", "")
    assert ("new", "explicit/new.c", "As explicit-lifo, but new", "nowhere, 2024", "-", "-", "-") in lines(copy)
    assert index(copy, "--check") == (0, "", "")


def test_a_file_that_is_gone_and_a_comment_that_has_changed(copy):
    (copy / "alloc/knr.c").unlink()
    tlsf = copy / "alloc/tlsf.c"
    tlsf.write_text(tlsf.read_text().replace("every request in", "each request in"))
    assert index(copy, "--check") == (1, "alloc/README.md: knr has a line, but no file: make index\n"
                                         "alloc/README.md: the line of tlsf is out of date: make index\n", "")


def test_a_figure_that_has_changed(copy):
    table = copy / "docs/compare.tsv"
    table.write_text(re.sub(r"^(buddy\tcc1\t1\t1\t)0\.\d+", r"\g<1>0.001", table.read_text(), flags=re.M))
    assert index(copy, "--check") == (1, "alloc/README.md: the line of buddy is out of date: make index\n", "")


@pytest.mark.parametrize("path, text, sentence", [
    ("explicit/new.c", "/* new.c - Says not where it is from. */\n",
     "alloc/explicit/new.c:1: the head comment has no 'Source: ...'"),
    ("explicit/new.c", "int x;\n", "alloc/explicit/new.c:1: the head comment has no 'new.c - one sentence.'"),
    ("rope/new.c", NEW, "alloc/README.md: there is no table for alloc/rope/: <!-- policies rope -->"),
    ("rope/knr.c", NEW, "has the same name"),
])
def test_what_is_not_as_it_should_be_is_said(copy, path, text, sentence):
    (copy / "alloc" / path).parent.mkdir(exist_ok=True)
    (copy / "alloc" / path).write_text(text)
    status, _, said = index(copy)
    assert status == 2 and said.startswith("index.py: ") and sentence in said
