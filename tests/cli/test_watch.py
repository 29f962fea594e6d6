"""make debug: what the allocator must not touch is told where it does, in its own lines."""

import os
import pathlib
import re

import pytest
from conftest import wants_backtrace
from conftest import FAMILY, LAB

ZOO = "tests/broken/zoo.rep"
BAD = """#define mm_free good_free
#define mm_realloc good_realloc
#include "tests/broken/base.h"
#undef mm_free
#undef mm_realloc
#include <limits.h>
static volatile long sink;
static char *kept;
void mm_free(void *p)
{{
    {free}
    good_free(p);
}}
void *mm_realloc(void *p, size_t n)
{{
    {realloc}
    return good_realloc(p, n);
}}
"""
TRACE = "1 3 7 0\na 0 40\na 1 100\nf 0\na 2 300\nr 1 200\nf 1\nf 2\n"


def watched(lab, tmp_path, compiler, free="", realloc="", *options):
    folder = os.path.relpath(tmp_path, lab.path)
    (tmp_path / "small.rep").write_text(TRACE)
    build = f"build/watch-test/{compiler}"
    os.makedirs(f"{lab.path}/{build}", exist_ok=True)
    source = f"{build}/{tmp_path.name}.c"
    pathlib.Path(lab.path, source).write_text(BAD.format(free=free, realloc=realloc))
    plugin = f"{build}/debug/{source.replace('.c', '.so')}"
    made = lab.run("make", f"BUILD={build}", f"CC={compiler}", "CFLAGS=-w", plugin)
    assert made.returncode == 0, made.stderr
    return lab.mdriver("-c", *options, "-a", f"{lab.path}/{plugin}", "-f", f"{folder}/small.rep")


@wants_backtrace
@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize("free, realloc, line, sentence, address", [
    ("sink = *(long *)((char *)mem_heap_hi() + 1);", "", 4,
     "free: reads 8 bytes past the break", "the address is 0 bytes past the break"),
    ("((char *)mem_heap_hi())[40] = 1;", "", 4,
     "free: writes 1 bytes past the break", "the address is 39 bytes past the break"),
    ("*(int *)((char *)p + 64 + 24) = 1;", "", 4,
     "free: writes 4 bytes of a payload that is in use", "the address is byte 24 of id 1's payload"),
    ("static unsigned at; char *lo = mem_heap_lo(); at = (unsigned)((char *)p + 88 - lo); lo[at] = 1;", "", 4,
     "free: writes 1 bytes of a payload that is in use", "holds 0x68: written last in this request"),
    ("", "memset((char *)p + 100, 0, 100);", 6,
     "realloc: writes 72 bytes of a payload that is in use", "of id "),
    ("kept = kept ? kept : p;", "sink = *(int *)(kept + 8); sink = kept[0];", 6,
     "realloc: has just read 4 bytes of a payload that was freed",
     "bytes into the heap, in no payload"),
    ("", "memcpy((char *)&(long){0}, mem_heap_hi(), 8);", 6,
     "realloc: reads 7 bytes past the break", "the address is 0 bytes past the break"),
    ("", "sink = ((long *)p)[-1]; ((char *)mem_heap_hi())[1] = 1;", 6,
     "realloc: writes 1 bytes past the break", "they are just before id 1's payload, allocated at line 3 (a 1 100)"),
    ("int i = INT_MAX; i += p != NULL; sink = i;", "", 4,
     "free: a sum does not fit its type", ""),
    ("int i = INT_MIN; i = -i + (p == NULL); sink = i;", "", 4,
     "free: a negated number does not fit its type", ""),
    ("int i = INT_MIN; i -= p != NULL; sink = i;", "", 4,
     "free: a difference does not fit its type", ""),
    ("int i = INT_MAX; i *= 1 + (p != NULL); sink = i;", "", 4,
     "free: a product does not fit its type", ""),
    ("sink = 8 / (p == NULL);", "", 4, "free: a division by zero", ""),
    ("int i = INT_MIN; i /= -(p != NULL); sink = i;", "", 4,
     "free: a quotient does not fit its type", ""),
    ("sink = 1 << (32 + (p == NULL));", "", 4, "free: a shift by 32 bits: too many, or of too large a number", ""),
    ("static int table[4]; table[3 + (p != NULL)] = 1;", "", 4, "free: index 4 is outside its array, 'int[4]'", ""),
    ("static int table[4]; table[-(p != NULL)] = 1;", "", 4, "free: index -1 is outside its array, 'int[4]'", ""),
    ("bool is_free; memset(&is_free, p ? 7 : 0, 1); sink = is_free;", "", 4,
     "free: a bool or an enum holds 7, which is no value of it", ""),
])
def test_told_where_it_happens(lab, tmp_path, compiler, free, realloc, line, sentence, address):
    run = watched(lab, tmp_path, compiler, free, realloc)
    assert run.returncode == 1, run.stdout + run.stderr
    assert f"small.rep:{line}: {sentence}\n" in run.stdout.replace(" [4]'", "[4]'")
    assert address in run.stdout
    where = f"in mm_{'free' if free and line == 4 else 'realloc'}, "
    assert re.search(re.escape(where) + r".*\.c:1[016]\n", run.stdout), run.stdout


def test_a_variable_that_leads_to_itself(lab, tmp_path):
    run = watched(lab, tmp_path, "gcc", "", "static void *self; self = &self; for (void **q = self; q; q = *q) continue;", "-s", "1")
    assert re.search(r"\n    the newest word that the loop reads, the global variable self[.\d]*, leads to the global variable self[.\d]*: "
                     r"written last in this request, in mm_realloc, ", run.stdout), run.stdout


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_what_is_allowed(lab, tmp_path, compiler):
    """To set a bit in what was freed, to copy it, to read what was written since, to write no byte anywhere."""
    run = watched(lab, tmp_path, compiler, "kept = kept ? kept : p;",
                  "if (n == 200) { *(long *)(kept + 8) |= 1; memcpy(&(char[16]){0}, kept, 16);"
                  "memset((char *)mem_heap_hi() + 9, 0, n - 200); memset(&kept, 0, n - 200);"
                  "*(long *)(kept + 16) = 1; sink = *(long *)(kept + 16) + *(long *)(kept + 8); }")
    assert run.returncode == 0, run.stdout


def test_the_family_is_clean(lab):
    names = ["explicit-lifo", "segregated-footers", "tree-best", "champion", "tlsf", "buddy"]
    plugins = [f"build/debug/{os.path.relpath(FAMILY[name], LAB)[:-2]}.so" for name in names]
    assert lab.run("make", "-j2", "all", *plugins).returncode == 0
    run = lab.mdriver("-c", "-a", ",".join(f"./{p}" for p in plugins), "-f", "traces/git.rep")
    assert run.returncode == 0, run.stdout
