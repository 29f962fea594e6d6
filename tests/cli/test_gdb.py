"""Stopping in a debugger just before a request."""

import shutil

import pytest


def test_no_fork_judges_alike(lab):
    for plugin, status in (("explicit-lifo", 0), ("build/broken/garbles-last-byte.so", 1)):
        arguments = ("-c", "-a", plugin, "-f", "tests/broken/zoo.rep")
        run, forked = lab.mdriver("--no-fork", *arguments), lab.mdriver(*arguments)
        assert run.returncode == forked.returncode == status
        assert run.stdout == forked.stdout


@pytest.mark.parametrize("arguments, sentence", [
    (("--break-at", "7"), "--no-fork and --break-at take one allocator and one trace"),
    (("--break-at", "x"), "--break-at wants a number, 1 or more, not 'x'")])
def test_mistakes(lab, arguments, sentence):
    run = lab.mdriver(*arguments)
    assert run.returncode == 2
    assert sentence in run.stderr


def test_a_line_without_a_request(lab):
    for line in (1, 5, 99):
        run = lab.mdriver("--break-at", line, "-f", "traces/short1.rep")
        assert (run.returncode, run.stdout) == (2, "")
        assert run.stderr == (f"mdriver: traces/short1.rep:{line}: there is no request in this line; "
                              "the first is in line 6, the last in line 15\n")


@pytest.mark.usefixtures("gdb")
def test_the_line_is_looked_up_before_gdb_starts(lab):
    run = lab.run("make", "gdb", "F=traces/short1.rep", "L=99")
    assert run.returncode == 2 and "there is no request in this line" in run.stderr
    assert "gdb -q" not in run.stdout


def stop(lab, *variables, commands):
    """What gdb says once make has started it."""
    run = lab.run("make", "gdb", *variables, input="".join(f"{c}\n" for c in [*commands, "kill", "quit"]))
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.mark.usefixtures("gdb")
def test_it_stops_before_the_request_and_sees_variables(lab):
    said = stop(lab, "F=traces/short1.rep", "L=6", commands=["b mm.c:mm_malloc", "c", "n", "n", "n", "n", "n", "p payload"])
    assert "before line 6 of the trace: a 0 100" in said
    assert "mm_malloc (n=100)" in said
    assert "optimized out" not in said and "$1 = (void *) 0x" in said, said


@pytest.mark.usefixtures("gdb")
def test_heap_without_mm_walk_shows_payloads(lab):
    said = stop(lab, "F=traces/short1.rep", "L=9", commands=["heap"])
    assert "offsets in the heap, which begins at 0x" in said
    for line in ("0x000000       16 bytes that are no payload", "0x000010      100 bytes, id 0",
                 "0x000090       24 bytes, id 1", "heap 1200, payload 1124; mm_walk would show the blocks"):
        assert line in said, said


@pytest.mark.usefixtures("gdb")
def test_heap_with_mm_walk_shows_blocks_and_whose_they_are(lab):
    said = stop(lab, "F=tests/broken/zoo.rep", "L=8", "A=explicit-lifo", commands=["heap"])
    blocks = [line for line in said.splitlines() if " bytes, in use" in line]
    assert len(blocks) >= 3 and any("   id 0: " in block for block in blocks), said


@pytest.mark.usefixtures("gdb")
def test_a_trace_with_blanks_and_brackets(lab, tmp_path):
    (tmp_path / "my lab").mkdir()
    odd = shutil.copy(f"{lab.path}/traces/short1.rep", tmp_path / "my lab/short (1).rep")
    assert "before line 8 of the trace: " in stop(lab, f"F={odd}", "L=8", commands=[])
