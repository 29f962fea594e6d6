"""Crashes and hangs say where they were: in the heap, and in the source."""

import re
import textwrap

import pytest
from conftest import CC, wants_backtrace

pytestmark = wants_backtrace
ZOO = "tests/broken/zoo.rep"


def plugin(lab, tmp_path, body, *flags):
    source, plugin = tmp_path / "bad.c", tmp_path / "bad.so"
    source.write_text('#define mm_free good_free\n#include "tests/broken/base.h"\n#undef mm_free\n'
                      + textwrap.dedent(body))
    run = lab.run(*CC, "-std=c11", "-D_DEFAULT_SOURCE", "-O0", "-w", "-I.", "-fPIC", "-shared",
                  "-Wl,-Bsymbolic", *(flags or ["-g"]), "-o", plugin, source)
    assert run.returncode == 0, run.stderr
    return plugin


WRITE = "static void put(char *p)\n{\n    *p = 1;\n}\nvoid mm_free(void *p)\n{\n    put(%s);\n}\n"


@pytest.mark.parametrize("where, sentence", [
    ("(char *)8", "the address is a null pointer plus 8"),
    ("(char *)mem_heap_hi() + 1 + (1 << 20)", "the address is 1048576 bytes past the break"),
    ("(char *)mem_heap_lo() - 12", "the address is 12 bytes before the heap"),
    ("(char *)mem_heap_lo() - 0x80000000L", "the address is 2147483648 bytes before the heap"),
    ("(char *)0x1234567890000000", "the address, 0x1234567890000000, is one that no memory can have: garbage\n    it was "
     "probably computed from a header or a link that is not one")])
def test_address(lab, tmp_path, where, sentence):
    run = lab.mdriver("-c", "-a", plugin(lab, tmp_path, WRITE % where), "-f", ZOO)
    assert run.returncode == 1
    assert f"{ZOO}:8: free: crashed (segmentation fault)" in run.stdout
    assert f"    {sentence}\n    in put, bad.c:6\n    in mm_free, bad.c:10\n" in run.stdout


def test_without_debugging_information(lab, tmp_path):
    run = lab.mdriver("-c", "-a", plugin(lab, tmp_path, WRITE % "(char *)8", "-g0"), "-f", ZOO)
    assert re.search(r"    in \w+\n.*    compile with -g to see the lines\n", run.stdout, re.S)


def test_stack_overflow(lab, tmp_path):
    run = lab.mdriver("-c", "-a", plugin(lab, tmp_path, """
        int deeper(int n)
        {
            volatile char room[1000];
            room[0] = n;
            return deeper(n + 1) + room[0];
        }
        void mm_free(void *p)
        {
            deeper(0);
        }"""), "-f", ZOO)
    assert "    the stack has overflowed\n    in deeper, bad.c:" in run.stdout


def test_hang_tells_where_it_was(lab, tmp_path):
    run = lab.mdriver("-c", "-s", "1", "-a", plugin(lab, tmp_path, """
        static void spin(void)
        {
            for (volatile int i = 0;; i++)
                ;
        }
        void mm_free(void *p)
        {
            spin();
        }"""), "-f", ZOO)
    assert f"{ZOO}:8: free: did not return within 1 seconds" in run.stdout
    assert re.search(r"    in spin, bad.c:[78]\n    in mm_free, bad.c:12\n", run.stdout)


def test_failed_assertion(lab, tmp_path):
    run = lab.mdriver("-c", "-a", plugin(lab, tmp_path, """
        #include <assert.h>
        void mm_free(void *p)
        {
            assert(p == 0);
        }"""), "-f", ZOO)
    assert "crashed (abort)" in run.stdout
    assert "in mm_free, bad.c:8" in run.stdout
    assert "Assertion" in run.stderr
