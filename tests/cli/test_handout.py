"""The students' kit stands alone."""

import re
import subprocess

import pytest

from conftest import FAMILY


def unpack(lab, folder):
    assert lab.run("make", "handout").returncode == 0
    subprocess.run(["tar", "xf", lab.path + "/build/malloc-lab.tar.gz", "-C", folder], check=True)
    return folder / "malloc-lab"


@pytest.fixture(scope="module")
def kit(lab, tmp_path_factory):
    """As a student has it after `git init` and `make`."""
    kit = unpack(lab, tmp_path_factory.mktemp("kit"))
    subprocess.run("git init -q && git add .", shell=True, cwd=kit, check=True)
    assert lab.run("make", cwd=kit).returncode == 0
    return kit


def test_it_runs(lab, kit):
    assert not (kit / "alloc").exists()
    run = lab.run("./mdriver", "--budget", "0.02", cwd=kit)
    assert run.returncode == 0 and re.search(r"^mm +23/23", run.stdout, re.M)


def test_it_tests_itself(lab, kit):
    run = lab.run("make", "test", cwd=kit)
    assert run.returncode == 0 and "test programs passed" in run.stdout, run.stderr


def test_it_is_for_git(lab, kit):
    assert (kit / "LICENSE").exists()
    assert "??" not in lab.run("git", "status", "--short", cwd=kit).stdout


def test_its_make_makes_what_it_names(lab, kit):
    run = lab.run("make", "debug", "F=traces/short1.rep", cwd=kit)
    assert run.returncode == 0, run.stdout
    run = lab.run("make", "rules", cwd=kit)
    assert run.returncode == 0 and "keeps the rules" in run.stdout
    assert lab.run("make", "CC=nosuch", cwd=kit).returncode == 2
    named = set(re.findall(r"^make (\w+)", lab.run("make", "help", cwd=kit).stdout, re.M))
    assert {"test", "build", "rules", "debug", "gdb", "fuzz", "soak", "man", "clean", "help"} == named


@pytest.mark.usefixtures("gdb")
def test_gdb_stops_in_it(lab, kit):
    run = lab.run("make", "gdb", "F=traces/short1.rep", "L=6", cwd=kit, input="bt\nkill\nquit\n")
    assert "validate_break (line=6)" in run.stdout, run.stdout


def test_debug_names_the_line(lab, tmp_path):
    """A student's mistake in the kit: freeing writes a word too far."""
    kit = unpack(lab, tmp_path)
    source = (kit / "mm.c").read_text()
    wrong = "if (p)\n        *(size_t *)((char *)p + *header_of(p) + HEADER) = 0;"
    (kit / "mm.c").write_text(source.replace("    (void)p;", f"    {wrong}"))
    run = lab.run("make", "debug", "F=traces/short2.rep", cwd=kit)
    assert run.returncode == 2
    assert "free: writes 8 bytes " in run.stdout
    line = (kit / "mm.c").read_text().splitlines().index("        " + wrong.splitlines()[1].strip()) + 1
    assert f"in mm_free, mm.c:{line}" in run.stdout, run.stdout


def test_no_solution_is_in_it(lab):
    lab.run("make", "handout")
    names = subprocess.run(["tar", "tf", lab.path + "/build/malloc-lab.tar.gz"], capture_output=True, text=True).stdout
    assert "/mm.c\n" in names and "/alloc/" not in names
    for name in FAMILY:
        assert f"/{name}.c\n" not in names
