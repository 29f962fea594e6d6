"""The students' kit stands alone."""

import re
import subprocess

from conftest import FAMILY


def test_the_kit_builds_runs_and_tests_itself(lab, tmp_path):
    assert lab.run("make", "handout").returncode == 0
    subprocess.run(["tar", "xf", lab.path + "/build/malloc-lab.tar.gz", "-C", tmp_path], check=True)
    kit = tmp_path / "malloc-lab"
    assert not (kit / "alloc").exists()
    assert lab.run("make", cwd=kit).returncode == 0
    run = lab.run("./mdriver", "--budget", "0.02", cwd=kit)
    assert run.returncode == 0 and re.search(r"^mm +23/23", run.stdout, re.M)
    run = lab.run("make", "test", cwd=kit)
    assert run.returncode == 0 and "test programs passed" in run.stdout, run.stderr
    run = lab.run("make", "debug", "F=traces/short1.rep", cwd=kit)
    assert run.returncode == 0, run.stdout
    run = lab.run("make", "rules", cwd=kit)
    assert run.returncode == 0 and "keeps the rules" in run.stdout
    run = lab.run("make", "gdb", "F=traces/short1.rep", "L=6", cwd=kit, input="bt\nkill\nquit\n")
    assert "validate_break (line=6)" in run.stdout, run.stdout
    named = set(re.findall(r"^make (\w+)", lab.run("make", "help", cwd=kit).stdout, re.M))
    assert {"test", "build", "rules", "debug", "gdb", "fuzz", "soak", "man", "clean", "help"} == named


def test_debug_names_the_line(lab, tmp_path):
    """A student's mistake in the kit: freeing writes a word too far."""
    lab.run("make", "handout")
    subprocess.run(["tar", "xf", lab.path + "/build/malloc-lab.tar.gz", "-C", tmp_path], check=True)
    kit = tmp_path / "malloc-lab"
    source = (kit / "mm.c").read_text()
    wrong = "if (p)\n        *(size_t *)((char *)p + *header_of(p) + HEADER) = 0;"
    (kit / "mm.c").write_text(source.replace("    (void)p;", f"    {wrong}"))
    run = lab.run("make", "debug", "F=traces/short2.rep", cwd=kit)
    assert run.returncode == 2
    assert "free: writes 8 bytes " in run.stdout
    line = (kit / "mm.c").read_text().splitlines().index("        " + wrong.splitlines()[1].strip()) + 1
    assert f"in mm_free, mm.c:{line}" in run.stdout, run.stdout


def test_no_solution_is_in_it(lab, tmp_path):
    lab.run("make", "handout")
    names = subprocess.run(["tar", "tf", lab.path + "/build/malloc-lab.tar.gz"], capture_output=True, text=True).stdout
    assert "/mm.c\n" in names and "/alloc/" not in names
    for name in FAMILY:
        assert f"/{name}.c\n" not in names
