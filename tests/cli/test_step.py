"""--step: requests by hand, each with every check, from a pipe."""

import os
import pty
import subprocess

import pytest

ZOO = "tests/broken/zoo.rep"


def step(lab, lines, *arguments):
    return lab.mdriver("--step", *arguments, input=lines)


def test_requests_and_the_heap_in_between(lab):
    run = step(lab, "malloc 0 100\na 1 200\n\n# a comment\nc 2 24\nfree 1\nprint\nr 0 1000\nr 2 50\nf -1\ncheck\n",
               "-a", "explicit-lifo")
    assert run.stdout.splitlines() == [
        "id 0: 100 bytes at 0x10; heap 128",
        "id 1: 200 bytes at 0x80; heap 336",
        "id 2: 24 bytes at 0x150; heap 368",
        "id 1 is free; heap 368",
        "0x000008      112 bytes, in use   id 0: 100 bytes at 0x10",
        "0x000078      208 bytes, free",
        "0x000148       32 bytes, in use   id 2: 24 bytes at 0x150",
        "heap 368, payload 124, 3 blocks, 1 of them free",
        "id 0: 1000 bytes at 0x170, moved; heap 1376",
        "id 2: 50 bytes at 0x10, moved; heap 1376",
        "NULL is freed; heap 1376",
        "mm_checkheap: true; 2 payloads are intact"]
    assert run.returncode == 0 and run.stderr == ""


def test_a_heap_that_cannot_be_walked(lab):
    run = step(lab, "a 0 100\na 1 20\nf 0\nprint\n", "-a", "mm")
    assert run.stdout.splitlines()[3:] == [
        "0x000000      144 bytes that are no payload",
        "0x000090       20 bytes, id 1",
        "0x0000a4       12 bytes that are no payload",
        "heap 176, payload 20; mm_walk would show the blocks"]


def test_undo_brings_back_what_was(lab):
    run = step(lab, "a 0 100\na 1 100\nprint\nf 0\na 2 40\nundo\nundo\nprint\nundo\nundo\nundo\n",
               "-a", "explicit-lifo")
    lines = run.stdout.splitlines()
    assert lines[2:5] == lines[9:12]
    assert lines[7:9] == ["taken back: a 2 40", "taken back: f 0"]
    assert lines[12:] == ["taken back: a 1 100", "taken back: a 0 100", "there is nothing to take back"]
    assert run.returncode == 0


def test_a_trace_step_by_step(lab):
    run = step(lab, "next\nn 2\nrun 11\na 20 16\nf 20\nrun\nprint\n", "-a", "explicit-lifo", "-f", ZOO)
    assert run.stdout.splitlines() == [
        "5 | a 0 100", "id 0: 100 bytes at 0x10; heap 128",
        "6 | a 1 200", "id 1: 200 bytes at 0x80; heap 336",
        "7 | a 2 49", "id 2: 49 bytes at 0x150; heap 400",
        "before line 11: 4 ids live, 379 bytes of payload, heap 496",
        "id 20: 16 bytes at 0x120; heap 496",
        "id 20 is free; heap 496",
        "at the end: 0 ids live, 0 bytes of payload, heap 816",
        "0x000008      800 bytes, free",
        "heap 816, payload 0, 1 blocks, 1 of them free"]
    assert run.returncode == 0


def test_a_crash_is_survived(lab):
    run = step(lab, "a 0 100\na 1 200\nf 0\nprint\n", "-a", "build/broken/crash.so")
    assert "crash: line 3: free: crashed (segmentation fault)\n    the address is a null pointer\n" in run.stdout
    assert "100 bytes, id 0\n" in run.stdout.split("the heap is as it was before\n")[1]
    assert run.returncode == 1


def test_a_hang_is_survived(lab):
    run = step(lab, "a 0 100\nf 0\ncheck\n", "-s", "0.5", "-a", "build/broken/endless.so")
    assert "endless: line 2: free: did not return within 0.5 seconds\n" in run.stdout
    assert run.stdout.endswith("mm_checkheap: true; 1 payloads are intact\n")
    assert run.returncode == 1


@pytest.mark.parametrize("name, lines, sentence", [
    ("overlap-by-one", "a 0 49\na 1 150\n", "line 2: malloc: payload of 150 bytes at 0x30 overlaps id 0's by 1 bytes\n"
     "    id 0 was allocated at line 1 (a 0 49), 0x0 bytes into the heap\n"),
    ("misaligned", "\na 0 49\n", "payload 0x18 bytes into the heap is not aligned to 16 bytes\n"),
    ("null", "a 0 49\n", "line 1: malloc: returned NULL for 49 bytes; the heap has 0 of a possible 1073741824\n"),
    ("past-break", "a 0 100\nf 0\n", "memory past the break was written"),
    ("init-fails", "", "init-fails: mm_init: mm_init did not return 0\n"),
    ("constructor", "a 0 1\n", "constructor: crashed (segmentation fault)\n")])
def test_each_request_is_checked(lab, name, lines, sentence):
    run = step(lab, lines, "-a", f"build/broken/{name}.so")
    assert sentence in run.stdout, run.stdout
    assert run.returncode == 1


def test_damage_is_named_at_once(lab):
    """garbles-last-byte changes id 0's last byte while another is freed."""
    run = step(lab, "a 0 100\na 1 200\na 2 49\nf 1\n", "-a", "build/broken/garbles-last-byte.so")
    assert "line 4: free: payload of id 0 was overwritten at byte 99 of 100\n" in run.stdout
    assert run.returncode == 1


def test_what_the_allocator_prints_has_its_name_before_it(lab):
    run = step(lab, "a 0 100\na 1 10\n", "-a", "build/broken/prints-much.so")
    assert run.stderr.splitlines() == ["prints-much| all tests passed"] * 1000
    assert "all tests passed" not in run.stdout


@pytest.mark.parametrize("line, sentence", [
    ("frobnicate", "line 2: 'frobnicate' is no command: help lists them"),
    ("a 0 100", "line 2: id 0 is live already"),
    ("f 1", "line 2: id 1 is not live"),
    ("malloc 1", "line 2: malloc wants an id and a size: a 0 100"),
    ("malloc 1 2 3", "line 2: malloc wants an id and a size: a 0 100"),
    ("malloc x 2", "line 2: malloc wants an id, a number below 1000"),
    ("f 0 1", "line 2: f wants an id, and nothing else: f 0"),
    ("next", "line 2: there is no next request: give a trace with -f"),
    ("run", "line 2: there is nothing to run: give a trace with -f")])
def test_a_mistake_in_a_pipe_ends_it(lab, line, sentence):
    run = step(lab, f"a 0 100\n{line}\nprint\n", "-a", "mm")
    assert run.stdout.splitlines()[1:] == [sentence]
    assert run.returncode == 2


def test_more_than_can_be_had_is_no_failure(lab):
    run = step(lab, "a 0 18446744073709551615\na 0 10\nr 0 18446744073709551000\ncheck\n", "-a", "explicit-lifo")
    assert run.stdout.count("bytes are too many") == 2
    assert "1 payloads are intact" in run.stdout
    assert run.returncode == 0


def test_a_terminal_is_prompted_and_forgiven(lab):
    ours, its = pty.openpty()
    run = subprocess.Popen([os.path.join(lab.path, "mdriver"), "--step"], cwd=lab.path,
                           stdin=its, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    os.write(ours, b"nonsense\nmalloc 0 10\nquit\n")
    out, _ = run.communicate(timeout=30)
    os.close(ours)
    os.close(its)
    assert out == ("an empty heap; help lists the commands\n"
                   "mm> line 1: 'nonsense' is no command: help lists them\n"
                   "mm> id 0: 10 bytes at 0x10; heap 32\nmm> ")
    assert run.returncode == 0


def test_two_allocators_are_too_many(lab):
    run = step(lab, "", "-a", "mm,libc")
    assert run.returncode == 2
    assert "--step takes one allocator, and at most one trace" in run.stderr
