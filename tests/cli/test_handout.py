"""The students' kit stands alone."""

import re
import shutil
import subprocess

import pytest

from conftest import FAMILY, MUSL, wants_backtrace


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


@pytest.mark.skipif(MUSL, reason="no package has cmocka for musl, and so the kit leaves the unit tests out")
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
    assert {"test", "build", "preload", "page", "rules", "debug", "gdb", "fuzz", "soak", "man", "clean", "help"} == named


@pytest.mark.usefixtures("gdb")
def test_gdb_stops_in_it(lab, kit):
    run = lab.run("make", "gdb", "F=traces/short1.rep", "L=6", cwd=kit, input="bt\nkill\nquit\n")
    assert "before line 6 of the trace: a 0 100" in run.stdout, run.stdout


@wants_backtrace
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


def only_a_compiler(folder):
    """An environment with cc, make and coreutils, in which a compiler finds no cmocka."""
    for command in ("cc", "as", "ld", "make", "sh", "cat", "ln", "mkdir", "rm", "tail"):
        (folder / command).symlink_to(shutil.which(command, path="/usr/bin:/bin"))
    (folder / "cmocka.h").write_text("#error there is none\n")
    return {"PATH": str(folder), "CPATH": str(folder)}


def test_a_compiler_and_make_are_enough(lab, tmp_path):
    kit, bare = unpack(lab, tmp_path), only_a_compiler(tmp_path)
    def said(*command, status=0):
        run = lab.run(*command, cwd=kit, env=bare)
        assert run.returncode == status, run.stdout + run.stderr
        return run.stdout + run.stderr
    said("make")
    assert re.search(r"short1 +yes", said("./mdriver", "-c", "-f", "traces/short1.rep"))
    assert re.search(r"short1 +yes", said("make", "debug", "F=traces/short1.rep"))
    tested = said("make", "test")
    assert "mm: every request was answered, and every byte kept" in tested
    assert "left out, for want of cmocka: the unit tests of the driver" in tested
    assert "left out, for want of clang with libFuzzer: the fuzzers" in tested
    for words, sentence in (("gdb F=traces/short1.rep L=6", "make gdb needs gdb, which is not installed"),
                            ("rules", "make rules needs python3, which is not installed"),
                            ("fuzz", "make fuzz needs clang with libFuzzer (./setup test installs it)"),
                            ("compare", "make compare: the students' kit cannot do this (make help)")):
        assert f": *** {sentence}.  Stop." in said("make", *words.split(), status=2)


def test_the_debugging_session_is_for_it_too(lab, kit):
    """Its commands, in the kit."""
    text = (kit / "docs/debugging.md").read_text()
    for block in re.findall(r"(?<=```console\n).*?(?=```)", text, flags=re.S)[:2]:
        for command, printed in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.M):
            assert lab.run("sh", "-c", command, cwd=kit).stdout == printed
