"""Stopping in a debugger just before a request."""

import os
import shutil

import pytest

gdb = pytest.mark.skipif(not shutil.which("gdb"), reason="gdb is not installed")


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


@gdb
def test_gdb_stops_before_the_line_and_prints_the_heap(lab):
    run = lab.run("gdb", "-q", "-batch", "-x", "tools/heap.gdb", "-ex", "heap", "-ex", "print mem_heapsize()",
                  "--args", os.path.join(lab.path, "build/mdriver"), "--break-at", "8",
                  "-a", "explicit-lifo", "-f", "tests/broken/zoo.rep")
    assert "before line 8 of the trace" in run.stdout, run.stdout + run.stderr
    blocks = [line for line in run.stdout.splitlines() if line.endswith(("bytes, in use", "bytes, free"))]
    assert len([b for b in blocks if b.endswith("in use")]) >= 3
