"""Real programs over several allocators: tools/programs.py."""

import csv
import os
import shutil

import pytest
from conftest import wants_glibc

LAB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def table(path):
    with open(path, encoding="ascii", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@wants_glibc
def test_one_program(lab, tmp_path):
    done = lab.run("tools/programs.py", "-a", "champion", "-p", "sort", "--rounds", 2, "-o", tmp_path / "x")
    assert done.returncode == 0, done.stderr
    libc, champion = table(tmp_path / "x.tsv")
    assert libc["allocator"] == "libc" and float(libc["ratio"]) == 1
    assert champion["same"] == "1" and int(champion["kilobytes"]) > 1000 and float(champion["seconds"]) > 0
    assert "sort" in done.stdout and "program" in done.stdout


def test_a_peak_is_what_was_resident_at_most(lab, tmp_path):
    """Not at the end: the program gives 64 MiB back before. A process that it starts has them."""
    assert lab.run("make", "-s", "build/peak").returncode == 0
    large = "/usr/bin/python3 -c 'x = b\"x\" * (64 << 20); del x'"
    done = lab.run("build/peak", tmp_path / "x", "", "sh", "-c", f"{large}; exit 7")
    status, kilobytes = (tmp_path / "x").read_text().split()
    assert (done.returncode, status) == (0, "7") and 64 << 10 < int(kilobytes) < 80 << 10


@wants_glibc
def test_a_lab_with_a_blank(lab, tmp_path):
    copy = shutil.copytree(LAB, tmp_path / "my lab", ignore=shutil.ignore_patterns("build", ".git", "docs", "traces"))
    done = lab.run("make", "-s", "preload", cwd=copy)
    assert done.stderr == "preload: the loader takes no path with a blank or a colon: copy the file to one without\n"
    done = lab.run("tools/programs.py", "-a", "mm", "-p", "gcc", "--rounds", 1, "-o", tmp_path / "x", cwd=copy)
    assert done.returncode == 0, done.stdout + done.stderr


def test_mistakes(lab):
    done = lab.run("tools/programs.py", "-p", "emacs")
    assert done.returncode == 2 and "there is no program 'emacs', but gcc, python" in done.stderr
    done = lab.run("tools/programs.py", "-a", "nix", "-p", "sort")
    assert done.returncode == 2 and "there is no alloc/nix.c" in done.stderr


def test_a_program_that_fails_over_libc_is_told(lab, tmp_path):
    """It would fail over each allocator, and its output be the same."""
    (tmp_path / "sort").write_text("#!/bin/sh\necho no memory >&2\nexit 4\n")
    (tmp_path / "sort").chmod(0o755)
    done = lab.run("tools/programs.py", "-a", "libc", "-p", "sort", "--rounds", 1, "-o", tmp_path / "x",
                   env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"})
    assert done.returncode == 3 and done.stderr.endswith("programs.py: sort: status 4 over libc: no memory\n")


@wants_glibc
@pytest.mark.long
@pytest.mark.longest
def test_all_programs_give_the_same_output(lab, tmp_path):
    """The peers' too, and a student's list; the status says so."""
    allocators = "jemalloc,mimalloc,tcmalloc,champion,explicit-address,segregated-fine-best,implicit-next,tests/students/correct.c"
    done = lab.run("tools/programs.py", "-a", allocators, "--rounds", 1, "-o", tmp_path / "x", timeout=1200)
    assert done.returncode == 0, done.stdout
    rows = table(tmp_path / "x.tsv")
    assert len(rows) >= 12 * 6 and all(row["same"] == "1" for row in rows)
