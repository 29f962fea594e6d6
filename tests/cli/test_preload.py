"""Real programs over the lab's allocators: the malloc family, threads and forks, the books and the checks."""

import functools
import glob
import os
import re
import subprocess

import pytest
from conftest import CC, MUSL, wants_backtrace, wants_glibc

LAB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SOURCES = {"champion": "A=champion", "mm": "A=mm", "correct": "A=tests/students/correct.c"}


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    """The programs of tests/preload/, by their names."""
    folder = tmp_path_factory.mktemp("programs")
    for path in glob.glob(LAB + "/tests/preload/*.c"):
        name = os.path.basename(path)[:-2]
        subprocess.run([*CC, "-O1", "-g", "-w", "-fno-builtin", "-rdynamic", "-o", folder / name, path, "-lpthread"],
                       check=True)
    return folder


@functools.lru_cache(None)
def library(which):
    """What make preload makes of this, "A=champion" or "MM=x.c"."""
    made = subprocess.run(["make", "-s", "preload", which], cwd=LAB, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    return made.stdout.strip().partition("=")[2]


def preloaded(lab, which, *command, wish="", **options):
    """The command, run over this allocator."""
    environment = {**os.environ, "MALLOC_LAB": wish, "LD_PRELOAD": library(which)}
    return lab.run(*command, env=environment, **options)


@pytest.mark.parametrize("name", SOURCES)
def test_the_whole_family(lab, programs, name):
    """With the checks, which must find nothing; mm.c and the student's list have no mm_memalign."""
    done = preloaded(lab, SOURCES[name], programs / "family", wish="check")
    assert (done.stdout, done.stderr, done.returncode) == ("all as promised\n", "", 0)


@pytest.mark.parametrize("name", SOURCES)
def test_a_table_of_zeros_takes_the_memory_that_is_used(lab, programs, name):
    done = preloaded(lab, SOURCES[name], programs / "table")
    assert 1 <= int(done.stdout) <= 5, done.stdout


@pytest.mark.skipif(MUSL, reason="musl's own malloc does otherwise: realloc(p, 0) is no free, posix_memalign sets errno")
def test_libc_keeps_the_same_promises(lab, programs):
    assert lab.run(programs / "family").stdout == "all as promised\n"


@pytest.mark.parametrize("name, seconds", [("champion", 0.2), ("correct", 0.2)] + [
    pytest.param(name, 60, marks=(pytest.mark.long, pytest.mark.longest)) for name in (*SOURCES, "explicit-address", "segregated-fine-best",
                                                                "implicit-next")])
def test_threads_that_fork(lab, programs, name, seconds):
    done = preloaded(lab, SOURCES.get(name, f"A={name}"), programs / "stress", seconds)
    assert (done.stdout, done.stderr, done.returncode) == ("all payloads were as they must be\n", "", 0)


def test_the_report(lab, programs):
    done = preloaded(lab, "A=champion", programs / "zoo", wish="report")
    found = re.fullmatch(r"zoo\[\d+\], champion: (\d+) requests, peak payload (\d+) bytes, heap (\d+) bytes, "
                         r"utilization (\d+\.\d) %\n", done.stderr)
    assert found and done.returncode == 0, done.stderr
    requests, peak, heap, used = map(float, found.groups())
    assert requests >= 9 and 850 <= peak <= heap and used == pytest.approx(100 * peak / heap, abs=0.06)


@pytest.mark.parametrize("broken, sentence", [
    ("enclosing", r"the payload of 150 bytes at 0x\w+ overlaps that of \d+ bytes at 0x\w+"),
    ("misaligned", r"the payload at 0x\w+ is not aligned to 16 bytes"),
    ("ends-outside", r"the payload of \d+ bytes at 0x\w+ is not in the heap, 0x\w+ to 0x\w+"),
    pytest.param("garbles-last-byte", r"free wrote into a payload: byte 99 of 100 at 0x\w+",
                 marks=pytest.mark.skipif(MUSL, reason="musl does not tell whether there is one thread: no payload is compared")),
    ("realloc-short", r"realloc lost bytes: from 60 at 0x\w+ to 600 at 0x\w+")])
def test_the_checks(lab, programs, broken, sentence):
    done = preloaded(lab, f"MM=tests/broken/{broken}.c", programs / "zoo", wish="check")
    assert re.match(rf"zoo\[\d+\], {broken}: {sentence}", done.stderr), done.stderr
    assert done.returncode == -6


@wants_backtrace
def test_the_calls_that_led_there(lab, programs):
    done = preloaded(lab, "A=champion", programs / "zoo", "stray", wish="check")
    assert re.match(r"zoo\[\d+\], champion: the program calls free of 0x\w+, which is no payload in use\n", done.stderr)
    assert re.search(r"zoo\(main\+0x\w+\)", done.stderr), done.stderr


def test_a_wish_that_is_none(lab, programs):
    done = preloaded(lab, "A=champion", programs / "zoo", wish="chek")
    assert done.returncode == 2
    assert done.stderr.endswith("MALLOC_LAB=chek: report, check and check,report are known\n")


@wants_glibc
def test_within_a_limit_on_addresses(lab, programs):
    """The reservation becomes as small as it must."""
    done = preloaded(lab, "A=champion", "sh", "-c", f"ulimit -v 400000; {programs}/family")
    assert done.stdout == "all as promised\n", done.stderr


def test_a_path_with_blanks(lab, programs, tmp_path):
    (tmp_path / "my lab").mkdir()
    for name in ("correct.c", "list.h"):
        (tmp_path / "my lab" / name).write_bytes(open(f"{LAB}/tests/students/{name}", "rb").read())
    assert preloaded(lab, f"MM={tmp_path}/my lab/correct.c", programs / "family").stdout == "all as promised\n"
