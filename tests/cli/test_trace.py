"""tools/trace: traces looked at and changed, and the records of other tools."""

import os
import re
import shutil
import subprocess

import pytest
from conftest import wants_zlib

LAB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SMALL = "1\n4\n9\n0\na 0 10\nc 1 20\nm 3 64 40\nr 0 30\nf 1\na 1 25\nf 3\nr 2 50\nf 1\n"


def tool(lab, *arguments, status=0, **options):
    run = lab.run("/usr/bin/python3", "-B", "tools/trace", *arguments, **options)
    assert run.returncode == status, run.stderr
    return run.stderr if status else run.stdout


def requests(text):
    """Without the comment and the header."""
    return [line for line in text.splitlines() if not line.startswith("#")][4:]


@pytest.fixture
def small(tmp_path):
    (tmp_path / "small.rep").write_text(SMALL)
    return tmp_path / "small.rep"


def heap_of(lab, trace, tmp_path):
    """What the trace makes of the champion's heap."""
    assert lab.mdriver("-c", "-a", "champion", "-f", trace, "--tsv", tmp_path / "t.tsv").returncode == 0
    return [(row["peak"], row["heap"]) for row in lab.results(tmp_path / "t.tsv")]


def test_info(lab, small):
    said = tool(lab, "info", small)
    for sentence in ("requests    9: 2 malloc, 1 calloc, 1 memalign, 2 realloc, 3 free", "peak        105 bytes, at request 8; 80 at the end",
                     "sizes       20 to 50, median 30", "2 payloads are never freed", "ceiling     82.0 %: a heap of 128 bytes"):
        assert sentence in said, said
    assert re.search(r"^ +32 +3 +#+", said, re.M)


def test_check(lab, small, tmp_path):
    assert "9 requests; 2 payloads are never freed" in tool(lab, "check", small)
    for text, sentence in (("1 1 2 0\na 0 8\na 0 8\n", ":3: id 0 is allocated, but it is live"), ("a 0\n", ":1: this is no request: 'a 0'"),
                           ("1\n1\n3\n0\na 0 8\n", ": the header says 3 requests, but there are 1"), ("x\n", ":1: 'x' is no request")):
        (tmp_path / "bad.rep").write_text(text)
        assert f"{tmp_path}/bad.rep{sentence}" in tool(lab, "check", tmp_path / "bad.rep", status=2)
    assert "No such file" in tool(lab, "info", tmp_path / "none.rep", status=2)


def test_changes(lab, small):
    assert requests(tool(lab, "balance", small))[-2:] == ["f 0", "f 2"]
    assert requests(tool(lab, "renumber", small)) == ["a 0 10", "c 1 20", "m 2 64 40", "r 0 30", "f 1", "a 1 25", "f 2", "r 3 50", "f 1"]
    assert requests(tool(lab, "renumber", "--reuse", small))[-2:] == ["r 2 50", "f 1"]
    assert requests(tool(lab, "filter", "--size", "20-25", small)) == ["c 1 20", "f 1", "a 1 25", "f 1"]
    assert requests(tool(lab, "filter", "--window", "5-6", small)) == ["a 0 30", "a 1 20", "a 3 40", "f 1", "a 1 25"]
    assert requests(tool(lab, "merge", small, small))[:4] == ["a 0 10", "a 4 10", "c 1 20", "c 5 20"]
    assert requests(tool(lab, "scale", "--sizes", "3", "--times", "2", small))[2:5] == ["c 1 60", "c 5 60", "m 3 64 120"]
    assert tool(lab, "perturb", "7", small) == tool(lab, "perturb", "7", small) != tool(lab, "perturb", "8", small)


@pytest.mark.parametrize("subcommand", [["balance"], ["filter", "--sample", "3"], ["filter", "--window", "3000-9000"], ["renumber", "--reuse"],
                                        ["perturb", "1"], ["scale", "--times", "2", "--sizes", "1.5"], ["merge", "traces/bc.rep"]])
def test_what_comes_out_is_a_trace(lab, tmp_path, subcommand):
    tool(lab, *subcommand, "traces/m4.rep", "-o", tmp_path / "x.rep")
    run = lab.mdriver("-c", "-a", "champion", "-f", tmp_path / "x.rep")
    assert run.returncode == 0, run.stdout + run.stderr


@wants_zlib
def test_one_with_other_ids_makes_the_same_heap(lab, tmp_path):
    tool(lab, "renumber", "--reuse", "traces/m4.rep", "-o", tmp_path / "x.rep.gz")
    assert heap_of(lab, tmp_path / "x.rep.gz", tmp_path) == heap_of(lab, "traces/m4.rep", tmp_path)


@pytest.mark.parametrize("name", ["android", "protobuf", "script"])
@pytest.mark.parametrize("trace", ["traces/m4.rep", "traces/edge/resize.rep"])
def test_there_and_back_again(lab, tmp_path, name, trace):
    tool(lab, "convert", "--to", name, trace, "-o", tmp_path / "x.log")
    tool(lab, "convert", name, tmp_path / "x.log", "-o", tmp_path / "x.rep")
    assert heap_of(lab, tmp_path / "x.rep", tmp_path) == heap_of(lab, trace, tmp_path)


PROGRAM = """
#include <malloc.h>
#include <mcheck.h>
#include <stdlib.h>
int main(int argc, char **argv)
{
    if (argc > 1)
        mtrace();
    void *p = malloc(24), *q = calloc(3, 7);
    p = realloc(p, 500);
    p = realloc(p, 20000);
    free(q);
    q = realloc(NULL, 40);
    free(p);
    free(q);
    free(memalign(64, 100));
    q = malloc(9);
    free(NULL);
    return q == NULL;
}
"""
CALLS = ["a 0 24", "c 1 21", "r 0 500", "r 0 20000", "f 1", "r 2 40", "f 0", "f 2", "m 3 64 100", "f 3", "a 4 9"]
# mtrace and heaptrack know less.
PLAIN = [line.replace("c ", "a ").replace("r 2", "a 2").replace("64 ", "").replace("m", "a") for line in CALLS]
MOVED = ["a 1 24", "a 2 21", "f 1", "a 3 500", "f 3", "a 4 20000", "f 2", "a 5 40", "f 4", "f 5", "a 6 9"]
TOOLS = {
    "mtrace": ("MALLOC_TRACE=x.log LD_PRELOAD=libc_malloc_debug.so.0 ./p 1", "x.log", PLAIN),
    "ltrace": ("ltrace -o x.log ./p", "x.log", CALLS),
    "valgrind": ("valgrind --trace-malloc=yes ./p 2>x.log", "x.log", CALLS),
    "heaptrack": ("heaptrack -o x ./p && mv x.* x.log", "x.log", MOVED),
}


@pytest.mark.parametrize("name", TOOLS)
def test_records_of_the_real_tool(lab, tmp_path, name):
    command, log, expected = TOOLS[name]
    if name != "mtrace" and not shutil.which(name):
        pytest.skip(f"{name} is not installed")
    (tmp_path / "p.c").write_text(PROGRAM)
    subprocess.run(["cc", "-g", "-w", "-fno-builtin", "-o", "p", "p.c"], cwd=tmp_path, check=True)
    run = lab.run("sh", "-c", command, cwd=tmp_path)
    assert os.path.exists(tmp_path / log), run.stderr
    got = requests(tool(lab, "convert", name, tmp_path / log, "-o", "-"))
    if name == "heaptrack":    # other payloads of the run may stand around
        got = [line for line in got if line in expected]
    assert got == expected
    foreign = lab.mdriver("-c", "-f", tmp_path / log)
    assert foreign.returncode == 2 and f"tools/trace convert {name}" in foreign.stderr


def test_malformed_records(lab, tmp_path):
    for name, data, sentence in (("android", b"77: malloc 0x10 5\nwhat\n", ":2: this is no line of Android's: 'what'"),
                                 ("android", b"77: calloc 0x10 5\n", ":1: calloc has more numbers"),
                                 ("protobuf", b"\x0a\x05\x0a", ":request 2: this is no protobuf"),
                                 ("heaptrack", b"+ 77\n", ":1: this is no line of heaptrack's: '+ 77'"),
                                 ("ltrace", b"hello\n", ": there is no request of ltrace's in it")):
        (tmp_path / "x").write_bytes(data)
        assert f"trace: {tmp_path}/x{sentence}" in tool(lab, "convert", name, tmp_path / "x", status=2)
    assert "no way to them" in tool(lab, "convert", "--to", "ltrace", "traces/m4.rep", status=2)
