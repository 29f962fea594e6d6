"""NULL where there must be a payload: what of the heap is told depends on how full it is."""

import pytest
from conftest import CC

BUMP = """#include "config.h"
#include "memlib.h"
#include "mm.h"
#include <string.h>
int mm_init(void) { return 0; }
void *mm_malloc(size_t n)
{
    void *p = %s;
    return p == (void *)-1 ? NULL : p;
}
void mm_free(void *p) { (void)p; }
void *mm_realloc(void *p, size_t n)
{
    %s
}
"""
TAKE = "mem_sbrk((intptr_t)(n + 15) / 16 * 16)"
COPY = "void *q = mm_malloc(n); return q ? memmove(q, p, n) : NULL;"
LOST = "the other memory is lost, too small, or was not found"
UNASKED = "    mem_sbrk was not called in this request: it could give "
STEP = "  looks for what mem_sbrk gave, what was free, and what was read last\n"


def told(lab, tmp_path, take, realloc, requests):
    (tmp_path / "mm.c").write_text(BUMP % (take, realloc))
    trace = tmp_path / "small.rep"
    trace.write_text(f"1 2 {len(requests)} 0\n" + "\n".join(requests) + "\n")
    made = lab.run(*CC, "-std=c11", "-g", "-w", "-I.", "-fPIC", "-shared", "-Wl,-Bsymbolic", "-o", tmp_path / "mm.so",
                   tmp_path / "mm.c")
    assert made.returncode == 0, made.stderr
    return lab.mdriver("-c", "-a", tmp_path / "mm.so", "-f", trace).stdout


@pytest.mark.parametrize("take, realloc, requests, request_told, said, unsaid", [
    (TAKE, "return NULL;", ["a 0 4000", "r 0 550"], "r 0 550", UNASKED, LOST),
    ("NULL", COPY, ["a 0 4000"], "a 0 4000", UNASKED, LOST),
    ("n == 8 ? mem_sbrk(-1) : mem_sbrk(4096)", COPY, ["a 0 4000", "a 1 8"], "a 1 8", STEP, UNASKED),
    ("mem_sbrk(n == 8 ? 64 : (intptr_t)(MOST / 32) * 31)", COPY, ["a 0 4000", "f 0", "a 1 9"], "a 1 9", LOST, UNASKED),
])
def test_what_is_told(lab, tmp_path, take, realloc, requests, request_told, said, unsaid):
    text = told(lab, tmp_path, take.replace("MOST", "HEAP_LIMIT"), realloc, requests)
    assert f" | {request_told}\n" in text and "returned NULL for " in text, text
    assert said in text and unsaid not in text and STEP in text, text
