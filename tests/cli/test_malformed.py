"""Traces that are none: each refused with file, line and reason."""

import gzip
import os

import pytest
from conftest import wants_zlib

CASES = {
    "empty": (b"", 1, "the file is empty"),
    "blank": (b"\n\n# nothing\n", 4, "the file ends before the first number of the header"),
    "header-ends": (b"1\n2\n", 3, "the file ends before the third number of the header"),
    "header-word": (b"1\ntwo\n", 2, "second number of the header (ids) is not a number"),
    "weight": (b"20000\n1\n2\n7\n", 4, "weight is 7, not 0 to 4"),
    "no-requests": (b"1\n0\n0\n0\n", 4, "the header says 0 requests: there is nothing to replay"),
    "truncated": (b"1\n1\n2\n0\na 0 8\n", 6, "the file ends after 1 requests, but the header says 2"),
    "one-more": (b"1\n1\n1\n0\na 0 8\nf 0\n", 6, "the header says 1 requests, but here is another"),
    "id-range": (b"1\n1\n2\n0\na 0 8\na 1 8\n", 6, "id 1 is out of range: the header says 1 ids"),
    "live": (b"1\n1\n2\n0\na 0 8\na 0 8\n", 6, "id 0 is allocated, but it is live"),
    "dead": (b"1\n1\n2\n0\na 0 8\nf 0\n".replace(b"a 0 8\n", b"r 0 0\n"), 6, "id 0 is freed, but it is not live"),
    "negative": (b"1\n1\n1\n0\na 0 -8\n", 5, "size is negative"),
    "overflow": (b"1\n1\n1\n0\na 0 99999999999999999999\n", 5, "size is too large for this machine"),
    "sum": (b"1\n1\n1\n0\na 0 18446744073709551615\n", 5, "the live sizes are too large in sum for this machine"),
    "no-header-dead": (b"a 1 8\nf 0\n", 2, "id 0 is freed, but it is not live"),
    "two-numbers-wrong": (b"1\n3\na 0 8\nf 0\n", 5, "the file ends after 2 requests, but the header says 3"),
    "three-numbers": (b"1\n1\n2\na 0 8\nf 0\n", 4, "fourth number of the header is not a number"),
    "letter": (b"1\n1\n1\n0\nx 0 8\n", 5, "'x' is no request: a, c, m, r and f are"),
    "binary": (b"1\n1\n1\n0\n\x7fELF\n", 5, "byte 0x7f is no request: is this a trace?"),
    "no-alignment": (b"1\n1\n1\n0\nm 0 8\n", 5, "size is missing"),
    "alignment": (b"1\n1\n1\n0\nm 0 24 8\n", 5, "alignment 24 is no power of two"),
    "answer": (b"1\n1\n1\n0\na 0 8 fail\n", 5, "there is more in the line than one request"),
    "half-max": (b"1\n1\n1\n0\na 0 SIZE_MAX+1 fails\n", 5, "size: SIZE_MAX, SIZE_MAX/N and SIZE_MAX-N are known"),
    "by-zero": (b"1\n1\n1\n0\na 0 SIZE_MAX/0 fails\n", 5, "size: SIZE_MAX is divided by 0"),
    "no-size": (b"1\n1\n1\n0\na 0\n", 5, "size is missing"),
    "word-size": (b"1\n1\n1\n0\na 0 big\n", 5, "size is not a number"),
    "glued-header": (b"2\n44\n1\n6c0\n", 4, "fourth number of the header is not a number"),
    "glued-size": (b"1\n1\n1\n0\na 0 8x\n", 5, "size is not a number"),
    "glued-id": (b"1\n1\n1\n0\na0 8\n", 5, "'a' is not followed by a blank and an id"),
    "glued-null": (b"1\n1\n1\n0\nf -12\n", 5, "id is negative"),
    "header-and-request": (b"1 1 1 0 a 0 8\n", 1, "there is more in the line than the header"),
    "two-in-a-line": (b"1\n1\n2\n0\na 0 8 f 0\n", 5, "there is more in the line than one request"),
    "many-promised": (b"1\n1\n999999999\n0\na 0 8\n", 4, "the header says 999999999 requests, more than the file has"),
    "many-ids": (b"1\n99999999\n1\n0\na 0 8\n", 4, "the header says 99999999 ids, far more than the file has requests"),
}


@pytest.mark.parametrize("name", CASES)
def test_malformed(lab, tmp_path, name):
    text, line, reason = CASES[name]
    path = tmp_path / "x.rep"
    path.write_bytes(text)
    run = lab.mdriver("-c", "-f", path)
    assert run.returncode == 2
    assert run.stderr == f"mdriver: {path}:{line}: {reason}\n" or run.stderr.startswith(
        f"mdriver: {path}:{line}: {reason} ")
    assert run.stdout == ""


# Of other tools: what they are, and the command that converts them.
FOREIGN = {
    "utf-16": ("1\n1\n1\n0\na 0 8\n".encode("utf-16"), "this is text in UTF-16: iconv -f UTF-16 -t ASCII makes a trace of it"),
    "mtrace": (b"= Start\n@ ./x:[0x401136] + 0x4052a0 0x18\n", "this is glibc's mtrace: tools/trace convert mtrace"),
    "ltrace": (b"malloc(24)             = 0x4052a0\n", "this is ltrace's: tools/trace convert ltrace"),
    "valgrind": (b"--77-- malloc(10) = 0x4A98040\n", "this is valgrind's: tools/trace convert valgrind"),
    "heaptrack": (b"v 10400 3\nX ls\n", "this is heaptrack's: tools/trace convert heaptrack"),
    "zstd": (b"\x28\xb5\x2f\xfd\x04\x00", "this is compressed by zstd: tools/trace convert heaptrack, if it is heaptrack's"),
    "android": (b"77: malloc 0x1000 24\n77: free 0x1000\n", "this is Android's: tools/trace convert android"),
    "protobuf": (b"\n\x06\n\x04\x08\x01\x10\x18", "this is malloc-bench's, it seems: tools/trace convert protobuf"),
    "cut-off": (gzip.compress(b"1\n1\n1\n0\na 0 8\n")[:-9], "it is compressed, but damaged or cut off"),
}


ZIPPED = ("cut-off", "compressed", "compressed-twice")


def names(table):
    return [pytest.param(name, marks=wants_zlib if name in ZIPPED else ()) for name in table]


@pytest.mark.parametrize("name", names(FOREIGN))
def test_what_it_is_instead(lab, tmp_path, name):
    text, sentence = FOREIGN[name]
    (tmp_path / "x.rep").write_bytes(text)
    run = lab.mdriver("-c", "-f", tmp_path / "x.rep")
    assert (run.returncode, run.stderr) == (2, f"mdriver: {tmp_path}/x.rep: {sentence}\n")


GOOD = {
    "byte-order-mark": b"\xef\xbb\xbf1\n1\n2\n0\na 0 8\nf 0\n",
    "compressed": gzip.compress(b"1\n1\n2\n0\na 0 8\nf 0\n"),
    "compressed-twice": gzip.compress(b"1\n1\n2\n0\na 0 8\n") + gzip.compress(b"f 0\n"),
    "no-header": b"# Stanford's\na 3 8\nr 3 16\nf 3\na 0 7\n",
    "two-numbers": b"1\n2\na 0 8\nf 0\n",
    "crlf": b"1\r\n1\r\n2\r\n0\r\na 0 8\r\nf 0\r\n",
    "comments": b"# a trace\n1 1 2 0 # in one line\n\na 0 8 # eight\nf 0",
    "old-header": b"20000\n1\n2\n1\na 0 8\nf 0\n",
    "null": b"1\n1\n3\n0\na 0 8\nf -1\nf 0\n",
    "realloc-new": b"1\n1\n4\n0\nr 0 8\nr 0 0\nc 0 8\nf 0\n",
}


@pytest.mark.parametrize("name", names(GOOD))
def test_dialects(lab, tmp_path, name):
    path = tmp_path / "x.rep"
    path.write_bytes(GOOD[name])
    run = lab.mdriver("-c", "-a", "implicit-first", "-f", path)
    assert run.returncode == 0, run.stderr


def test_in_a_folder_it_is_told_and_left_out(lab, tmp_path):
    """The others are replayed; the status says that something was wrong."""
    for name, text in (("good", b"1\n1\n1\n0\na 0 8\n"), ("bad", b"1\n1\n2\n0\na 0 8\na 1 8\n"), ("empty", b"")):
        (tmp_path / f"{name}.rep").write_bytes(text)
    (tmp_path / "folder.rep").mkdir()
    os.mkfifo(tmp_path / "pipe.rep")
    table = tmp_path / "t.tsv"
    done = lab.mdriver("-c", "-t", tmp_path, "--tsv", table)
    assert done.returncode == 2
    assert [(row["trace"], row["valid"]) for row in lab.results(table)] == [("good", "1")]
    told = done.stderr.splitlines()
    assert [line.partition(": ")[0] for line in told] == ["mdriver"] * 4
    assert f"{tmp_path}/bad.rep:6: id 1 is out of range: the header says 1 ids; it is left out" in told[0]
    for line, name in zip(told, ("bad", "empty", "folder", "pipe")):
        assert f"{name}.rep" in line and line.endswith("; it is left out")


def test_a_folder_of_nothing_else_is_the_users_mistake(lab, tmp_path):
    (tmp_path / "bad.rep").write_text("no trace")
    done = lab.mdriver("-c", "-t", tmp_path)
    assert done.returncode == 2 and "there is no trace in this folder that can be read" in done.stderr
