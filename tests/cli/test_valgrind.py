"""valgrind ./mdriver: silent where nothing is wrong, and the line that reads what was never written."""

import shutil

import pytest
from conftest import MUSL

pytestmark = [pytest.mark.skipif(not shutil.which("valgrind"), reason="valgrind is not installed"),
              pytest.mark.skipif(MUSL, reason="valgrind here stands in for glibc's malloc: it says that musl frees what was never allocated")]


def valgrind(lab, *arguments):
    return lab.run("valgrind", "./mdriver", *arguments)


@pytest.mark.parametrize("name", ["mm", "explicit-lifo"])
def test_nothing_is_said_of_what_is_correct(lab, name):
    arguments = ("-a", name, "-f", "traces/short1.rep", "-f", "traces/short2.rep", "-c", "-D")
    run, alone = valgrind(lab, *arguments), lab.mdriver(*arguments)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == alone.stdout


def test_it_does_not_time(lab):
    run = valgrind(lab, "-f", "traces/short1.rep")
    assert run.returncode == 0 and run.stdout == lab.mdriver("-c", "-f", "traces/short1.rep").stdout


WRONG = {
    "reads-unwritten": "if (p && ((size_t *)p)[-1] == 3)\n        (void)mem_heapsize();",
    "reads-freed": "static size_t *last;\n    if (last && *last == 3)\n        (void)mem_heapsize();\n    last = p;",
}


@pytest.mark.parametrize("name", WRONG)
def test_what_was_never_written_is_named(lab, tmp_path, name):
    """The starter keeps a word before each payload that it never uses; here it is read."""
    with open(f"{lab.path}/mm.c", encoding="utf-8") as file:
        source = file.read()
    assert "    (void)p;\n" in source
    (tmp_path / f"{name}.c").write_text(source.replace("    (void)p;\n", f"    {WRONG[name]}\n"))
    built = lab.run("make", f"build/{name}.so", f"MM={tmp_path}/{name}.c")
    assert built.returncode == 0, built.stderr
    run = valgrind(lab, "-c", "-a", f"build/{name}.so", "-f", "traces/short1.rep")
    line = (tmp_path / f"{name}.c").read_text().splitlines().index(next(
        text for text in (tmp_path / f"{name}.c").read_text().splitlines() if "== 3)" in text)) + 1
    assert "Conditional jump or move depends on uninitialised value(s)" in run.stderr
    assert f"mm_free ({name}.c:{line})" in run.stderr, run.stderr
    assert "Warning" not in run.stderr and "LEAK" not in run.stderr
