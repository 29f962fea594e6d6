"""make debug: who wrote the word of the heap from which a failure came, when, and where."""

import os
import pathlib
import re

import pytest

BASE = pathlib.Path("tests/students/explicit.c")
BUILD = "build/writers-test"
TRACE = """0
6
18
0
a 0 100
a 1 24
a 2 1000
f 1
r 0 300
a 3 60
a 4 60
a 5 60
f 3
f 5
f 4
r 2 2500
c 1 200
f 0
a 3 4000
f 2
f 1
f 3
"""

# By name: what stands in the base, what instead, and what is told; "<...>" is the number
# of the line in which that stands, and X the file.
BUGS = {
    "epilogue": ("    *header(after(p)) = 1;\n", "", """
t.rep:5: malloc: reads 8 bytes past the break
    8 bytes that nobody had written, 0x1018 bytes into the heap, were read in this request, in coalesce, X:<if (!(*header(high) & 1)) {>, called in extend, X:<return coalesce(p);>,
    the first of them, 0x1018 bytes into the heap, came with the 4096 bytes that mem_sbrk gave in this request, in extend, X:<char *p = mem_sbrk((intptr_t)size);>, called in mm_malloc,
    they are the last of the heap, where a header may have to stand that ends it: an epilogue
"""),
    "footer": ("    *footer(p) = size | used;\n", "    *footer(p) = size;\n", """
t.rep: mm_init: mm_checkheap returned false
    the last word that the checker read, 0x8 bytes into the heap, holds 0x11: written last in mm_init, in set_tags, X:<*header(p) = size | used;>, called in mm_init, X:<set_tags(lo + 2 * TAG, 2 * TAG, 1);>
    and the one before, 0x10 bytes into the heap, holds 0x10: written last in mm_init, in set_tags, X:<*footer(p) = size;>, called in mm_init, X:<set_tags(lo + 2 * TAG, 2 * TAG, 1);>
"""),
    "rest": ("set_tags(after(p), rest, 0);", "set_tags(after(p), rest + size, 0);", """
t.rep:5: malloc: writes 8 bytes past the break
    the word that leads there, 0x98 bytes into the heap, holds 0x1000: written last in this request, in set_tags, X:<*header(p) = size | used;>, called in place, X:<set_tags(after(p), rest + size, 0);>, called in mm_malloc, """),
    "no-back-link": ("    if (*next(p))\n        *prev(*next(p)) = *prev(p);\n", "", """
t.rep:12: malloc: writes 8 bytes of a payload that is in use
    at line 11 (a 4 60) the blocks got out of order: a link of the free block at 0x608 leads to 0x70, but the block there is in use
    that link, 0x618 bytes into the heap, leads to 0x70: written last at line 10 (a 3 60), in insert, X:<*prev(free_list) = p;>, called in place, X:<insert(after(p));>, called in mm_malloc, X:<place(p, size);>
    the header of that block, 0x68 bytes into the heap, holds 0x61: written last at line 11 (a 4 60), in set_tags, X:<*header(p) = size | used;>, called in place, X:<set_tags(p, size_of(p), 1);>, called in mm_malloc,
    the link was read last in remove_free, X:<*next(*prev(p)) = *next(p);>, called in place,
    the address is byte 0 of id 4's payload
    that link is older than id 4's payload, which has come there at line 11 (a 4 60)
"""),
    "head-stays": ("    else\n        free_list = *next(p);\n", "", """
t.rep:6: malloc: writes 8 bytes of a payload that is in use
    the address is byte 8 of id 0's payload
    the word that leads there, 0xa0 bytes into the heap, leads to 0x20: written last at line 5 (a 0 100), in insert, X:<*next(p) = free_list;>, called in place, X:<insert(after(p));>, called in mm_malloc, X:<place(p, size);>
    that was copied from the word, the global variable free_list, led to 0x20 then: written at line 5 (a 0 100), in insert, X:<free_list = p;>, called in coalesce, X:<insert(p);>, """),
    "rest-without-footer": ("    set_tags(after(p), rest, 0);\n", "    *header(after(p)) = rest;\n", """
    in this request the blocks got out of order: by its header the free block at 0x98 has 3968 bytes, but its footer says something else
    its header, 0x98 bytes into the heap, holds 0xf80: written last in this request, in place, X:<*header(after(p)) = rest;>, called in mm_malloc, X:<place(p, size);>
    its footer, 0x1010 bytes into the heap, holds 0x1000: written last in this request, in set_tags, X:<*footer(p) = size | used;>, called in coalesce, X:<set_tags(p, size, 0);>, called in extend,
"""),
    "gap-after-rest": ("    set_tags(after(p), rest, 0);", "    set_tags(after(p), rest - 16, 0);", """
    at line 5 (a 0 100) the blocks got out of order: by its header the block at 0x98 has 3952 bytes, but none begins after them
    its header, 0x98 bytes into the heap, held 0xf70 then: written at line 5 (a 0 100), in set_tags, X:<*header(p) = size | used;>, called in place, X:<set_tags(after(p), rest - 16, 0);>, called in mm_malloc,
"""),
    "returns-early": ("    set_tags(p, size_of(p), 0);\n    coalesce(p);\n", "    set_tags(p, size_of(p), 0);\n    if (size_of(p) > 64)\n        coalesce(p);\n", """
    at line 8 (f 1) the blocks got out of order: by its header the block at 0x98 is free, but no link leads to it
    the last that was written then: the word, 0xc0 bytes into the heap, holds 0x30: written last at line 8 (f 1), in set_tags, X:<*footer(p) = size | used;>, called in mm_free, X:<set_tags(p, size_of(p), 0);>
"""),
    "own-size-lost": ("        size += size_of(low);", "        size += *(size_t *)(low - 2 * TAG) & ~(size_t)15;", """
    in this request the blocks got out of order: by its header the block at 0x18 has 112 bytes, but none begins after them
    its header, 0x18 bytes into the heap, holds 0x70: written last in this request, in set_tags, X:<*header(p) = size | used;>, called in coalesce, X:<set_tags(p, size, 0);>, called in mm_free,
"""),
    "no-back-link-in-old-head": ("    if (free_list)\n        *prev(free_list) = p;\n", "", """
    it was taken for the first of a list: the word, the global variable free_list, held 0x0 then: written in this request, in remove_free, X:<free_list = *next(p);>, called in place, X:<remove_free(p);>, called in mm_malloc, X:<place(p, size);>, called in mm_realloc, X:<void *q = mm_malloc(n);>
    a null pointer was read just before that: the word, 0x4d8 bytes into the heap, held 0x0 then: written at line 7 (a 2 1000), in insert, X:<*prev(p) = NULL;>, called in place, X:<insert(after(p));>,
"""),
    "head-and-prev-stay": ("    *prev(p) = NULL;\n    if (free_list)\n        *prev(free_list) = p;\n", "    *prev(p) = NULL;\n", """
    that link is older than the payload that has come there in this request
    it was taken for the first of a list: the word, the global variable free_list, held 0x0 then: written in this request, in remove_free, X:<free_list = *next(p);>, called in place, X:<remove_free(p);>, called in mm_malloc, X:<place(p, size);>, called in mm_realloc, X:<void *q = mm_malloc(n);>
    a null pointer was read just before that: the word, 0x4d8 bytes into the heap, held 0x0 then: written at line 7 (a 2 1000), in insert, X:<*prev(p) = NULL;>, called in place, """),
    "not-removed": ("        remove_free(high);\n", "", """
t.rep:12: malloc: writes 4 bytes of a payload that is in use
    at line 9 (r 0 300) the blocks got out of order: a link of the free block at 0x608 leads to 0xa0, where no block begins any more: the free block there is now in the middle of the one at 0x18, but still in a list
    the header of that block, 0x18 bytes into the heap, held 0xb0 then: written at line 9 (r 0 300), in set_tags, X:<*header(p) = size | used;>, called in coalesce, X:<set_tags(p, size, 0);>, called in mm_free,
    that link led there before that header was written, and was left as it was
    the link was read last in remove_free, X:<*prev(*next(p)) = *prev(p);>, called in place,
    the address is byte 56 of id 4's payload
"""),
    "returns-freed": ("    return q;\n}\n\nvoid *mm_calloc", "    return p ? p : q;\n}\n\nvoid *mm_calloc", """
t.rep:9: realloc: payload of 300 bytes at 0x20 overlaps id 2's by 124 bytes
    mm_realloc has returned the payload that it was given, though it has freed it
    mm_free wrote there: the word, 0x18 bytes into the heap, holds 0xb0: written last in this request, in set_tags, X:<*header(p) = size | used;>, called in coalesce, X:<set_tags(p, size, 0);>, called in mm_free, X:<coalesce(p);>, called in mm_realloc, X:<mm_free(p);>
"""),
    "flags-in-size": ("    return *header(p) & ~(size_t)15;", "    return *header(p);", """
t.rep: mm_init: mm_checkheap returned false
    the word 0x11 bytes into the heap, at no multiple of 8, was touched first in mm_init, in set_tags, X:<*footer(p) = size | used;>, called in mm_init,
    the header that leads there, 0x8 bytes into the heap, holds 0x11: written last in mm_init, in set_tags, X:<*header(p) = size | used;>, called in mm_init,
    its bits 0x1 were counted as a part of the size, in size_of, X:<return *header(p);>, called in footer,
"""),
    "off-by-a-word": ("    char *lo = mem_sbrk(MINIMUM);", "    char *lo = (char *)mem_sbrk(MINIMUM + TAG) + TAG;", """
t.rep:5: malloc: payload 0x28 bytes into the heap is not aligned to 16 bytes
    mem_sbrk was asked for 40 bytes, no multiple of 16, in mm_init, in mm_init, X:<char *lo = (char *)mem_sbrk(MINIMUM + TAG) + TAG;>
"""),
    "size-kept": ("    set_tags(p, size, 1);\n", "", """
t.rep:5: malloc: writes 8 bytes past the break
    the word that leads there, 0x1018 bytes into the heap, holds 0xf80: written last in this request, in set_tags, X:<*header(p) = size | used;>, called in place, X:<set_tags(after(p), rest, 0);>, called in mm_malloc,
    when that was written, the word that led there, 0x18 bytes into the heap, holds 0x1000: written last in this request, in set_tags, X:<*header(p) = size | used;>, called in coalesce, X:<set_tags(p, size, 0);>, called in extend,
    it was read, in size_of, X:<return *header(p) & ~(size_t)15;>, called in after, X:<return p + size_of(p);>, called in place, X:<set_tags(after(p), rest, 0);>,
"""),
    "not-inserted": ("    insert(after(p));\n", "", """
t.rep:13: free: crashed (segmentation fault)
    the word that leads there, 0x78 bytes into the heap, holds bytes of a payload that was freed or moved at line 9 (r 0 300)
    the word that leads to that one, 0x18 bytes into the heap, holds 0x50: written last in this request, in set_tags, X:<*header(p) = size | used;>, called in mm_free, X:<set_tags(p, size_of(p), 0);>
    before its lower bits were changed, that word, 0x18 bytes into the heap, held 0x51 then: written at line 10 (a 3 60), in set_tags, X:<*header(p) = size | used;>, called in place, X:<set_tags(p, size, 1);>, called in mm_malloc, X:<place(p, size);>
    at line 10 (a 3 60) the blocks got out of order: by its header the block at 0x68 is free, but no link leads to it
    its header, 0x68 bytes into the heap, holds 0x60: written last at line 10 (a 3 60), in set_tags, X:<*header(p) = size | used;>, called in place, X:<set_tags(after(p), rest, 0);>, called in mm_malloc, X:<place(p, size);>
"""),
    "inserted-twice": ("    return coalesce(p);\n}\n\n/* A", "    insert(p);\n    return coalesce(p);\n}\n\n/* A", """
    when the block was taken out of its list, its own link led to itself: the word, 0x28 bytes into the heap, led to 0x20 then: written at line 5 (a 0 100), in insert,
"""),
    "use-not-asked": ("    if (!(*header(high) & 1)) {", "    if (size_of(high)) {", """
bytes into the heap, that block is in use: this request has read the header in size_of, X:<return *header(p) & ~(size_t)15;>
"""),
    "circle": ("    *next(p) = free_list;\n    *prev(p) = NULL;\n", "    *prev(p) = NULL;\n    *next(p) = p;\n", """
t.rep:9: realloc: did not return within 1 seconds
    the newest link of the circle, 0xa0 bytes into the heap, leads to 0xa0: written last at line 8 (f 1), in insert, X:<*next(p) = p;>, called in coalesce, X:<insert(p);>, """),
    "sizeof": ("old < n ? old : n)", "sizeof p)", """
t.rep:9: realloc: byte 8 of the 100 that must be kept is lost (100 before, 300 now)
    this request has not written that byte; it has written 8 bytes from byte 0 on, in mm_realloc, X:<memcpy(q, p, sizeof p);>
"""),
    "freed-first": ("    if (p && q)\n", "    mm_free(p);\n    if (p && q)\n", """
t.rep:9: realloc: byte 0 of the 100 that must be kept is lost (100 before, 300 now)
    it was lost before it was copied: the word, 0x20 bytes into the heap, led to 0x610 then: written in this request, in insert, X:<*next(p) = free_list;>, called in coalesce, X:<insert(p);>, called in mm_free, X:<coalesce(p);>, called in mm_realloc, X:<mm_free(p);>
"""),
    "calloc": ("memset(p, 0, count * n)", "memset(p, 0, n / 8)", """
t.rep:17: calloc: byte 25 of 200 is not zero
    this request has written 25 bytes at once from byte 0 on, not that one, in mm_calloc, X:<return p ? memset(p, 0, n / 8) : NULL;>
"""),
    "head-kept": ("    free_list = NULL;\n", "", """
t.rep:5: second replay: malloc: reads 8 bytes past the break
    after mm_init these global variables were not as in the first replay: free_list
"""),
    "footer-not-marked": ("        set_tags(p, size_of(p), 1);\n        return;", "        *header(p) |= 1;\n        return;", """
t.rep:11: malloc: mm_checkheap returned false after this request
    in this request the blocks got out of order: the block at 0x68 does not end with a copy of its header any more, as all did: its footer says something else
    its header, 0x68 bytes into the heap, holds 0x61: written last in this request, in place, X:<*header(p) |= 1;>, called in mm_malloc, X:<place(p, size);>
    its footer, 0xc0 bytes into the heap, holds 0x60: written last at line 10 (a 3 60), in set_tags, X:<*footer(p) = size | used;>, called in place, X:<set_tags(after(p), rest, 0);>, called in mm_malloc,
"""),
    "not-marked": ("set_tags(p, size_of(p), 1);", "set_tags(p, size_of(p), 0);", """
t.rep:13: free: reads 8 bytes of a payload that is in use
    at line 11 (a 4 60) the blocks got out of order: the block at 0x68 has a payload in use, but by its header it is free
    its header, 0x68 bytes into the heap, holds 0x60: written last at line 11 (a 4 60), in set_tags, X:<*header(p) = size | used;>, called in place, X:<set_tags(p, size_of(p), 0);>, """),
}

# Likewise, without the checker: a trace, and what is told of it.
UNCHECKED = {
    "middle-of-a-block": ("    return coalesce(p);\n}\n\n/* A", "    coalesce(p);\n    return p;\n}\n\n/* A", "traces/edge/resize.rep", """
blocks got out of order: by its header the block at 0x838 has 7040 bytes (2016 before): id 0's payload, which was returned then, lies in it
"""),
    "never-splits": ("    if (rest < MINIMUM) {", "    if (rest < MINIMUM || size_of(p) <= CHUNK) {", "traces/jq.rep", """
never-splits: on 1 trace blocks in use are much larger than they need be: traces/jq.rep:46
    the block of id 8's payload of 28 bytes, 0x70a0 bytes into the heap, has 4096 bytes, but that of id 21's of 31 has 48: the rest was not split off when it was allocated, at line 15 (a 8 28)
    its header, 0x7098 bytes into the heap, holds 0x1001: written last at line 15 (a 8 28), in set_tags, X:<*header(p) = size | used;>, called in place, X:<set_tags(p, size_of(p), 1);>, called in mm_malloc,
"""),
    "joins-forward-only": ("    if (!(*header(low) & 1)) {", "    if (low == p) {", "traces/edge/neighbours.rep", """
joins-forward-only: on 1 trace the heap grows though free blocks side by side are not joined: traces/edge/neighbours.rep:64
    8 free blocks, of 1584 bytes in all from 0x68 on, lie side by side, and were not joined
    at line 12 (f 2) the free blocks at 0x68 and 0x98 lie side by side, and were not joined
    the header of the one that became free then, 0x98 bytes into the heap, holds 0x30: written last at line 12 (f 2), in set_tags, X:<*header(p) = size | used;>, called in coalesce, X:<set_tags(p, size, 0);>, called in mm_free,
    headers of blocks were read then in coalesce, X:<if (!(*header(high) & 1)) {>; in size_of,
"""),
    "head-only": ("    while (p && size_of(p) < size)\n        p = *next(p);\n", "    if (p && size_of(p) < size)\n        p = NULL;\n", "traces/jq.rep", """
head-only: on 1 trace the heap grows though memory that was freed would do: traces/jq.rep:232
    this request has not looked at it
    a link leads there, 0xa460 bytes into the heap: this request has not read it
    the last that it read before the heap grew was 0xb608 bytes into the heap, in size_of, X:<return *header(p) & ~(size_t)15;>, called in mm_malloc, X:<if (p && size_of(p) < size)>
"""),
    "stays": ("    void *q = mm_malloc(n);\n    size_t old", "    if (p && n > 0)\n        return p;\n    void *q = mm_malloc(n);\n    size_t old", "traces/short1.rep", """
short1.rep:10: realloc: payload of 300 bytes at 0x20 overlaps id 2's by 124 bytes
    mm_realloc has left the payload where it was, with 100 bytes before: up to id 2's there are 176
"""),
    "first-block": ("    while (p && size_of(p) < size)\n        p = *next(p);\n", "", "traces/short1.rep", """
short1.rep:10: realloc: writes 8 bytes of a payload that is in use
    the block of the payload at 0xa0 had 48 bytes when it was found, in mm_malloc, X:<char *p = free_list;>, called in mm_realloc, X:<void *q = mm_malloc(n);>: too few for 300
"""),
    "never-inserted": ("    insert(p);\n    return p;", "    if (low == p)\n        insert(p);\n    return p;", "traces/short1.rep", """
    at line 9 (f 1) the blocks got out of order: by its header the block at 0x98 is free, but no link leads to it
    its header, 0x98 bytes into the heap, holds 0x30: written last at line 9 (f 1), in set_tags, X:<*header(p) = size | used;>, called in coalesce, X:<set_tags(p, size, 0);>, called in mm_free,
"""),
    "no-room-for-links": ("    if (rest < MINIMUM) {", "    if (rest < 2 * TAG) {", "traces/edge/memalign.rep", """
memalign.rep:264: free: crashed (segmentation fault)
    by its header the block at 0xbc08 has 16 bytes: too few for what is written to 0xbc18; that header was written in set_tags, X:<*header(p) = size | used;>, """),
    "index": ("    size_t rest = size_of(p) - size;\n", "    size_t rest = size_of(p) - size;\n    static char last[4096];\n    last[*header(p) & ~1UL] = 1;\n", "traces/short1.rep", """
short1.rep:6: malloc: index 4096 is outside its array, 'char [4096]'
    the word that was read last, 0x18 bytes into the heap, holds 0x1000: written last in this request, in set_tags, X:<*header(p) = size | used;>, called in coalesce,
"""),
    "no-room-for-footer": ("(n + 2 * TAG + 15)", "(n + TAG + 15)", "traces/short1.rep", """
    by its header the block of the payload at 0x20 has 112 bytes, 8 of them before the payload and 8 in a footer: too few for 100, which takes 116, in set_tags, X:<*footer(p) = size | used;>, called in place, X:<set_tags(p, size, 1);>, called in mm_malloc, X:<place(p, size);>
short1.rep:9: free: reads 4 bytes of a payload that is in use
    id 0 was allocated at line 6 (a 0 100), 0x20 bytes into the heap
"""),
    "too-small": ("size_of(p) < size)", "size_of(p) + 2 * TAG < size)", "traces/edge/resize.rep", """
resize.rep:22: realloc: reads 8 bytes of a payload that is in use
    that was computed from the word, 0x48 bytes into the heap, holds 0xfffffffffffffff0: written last in this request, in set_tags, X:<*header(p) = size | used;>, called in place, X:<set_tags(after(p), rest, 0);>, """),
    "footer-in-payload": ("(n + 2 * TAG + 15)", "(n + TAG + 15)", "traces/edge/resize.rep", """
    before that was written, that word, 0xf8 bytes into the heap, held 0xf20 then: written at line 7 (a 1 100), in set_tags, X:<*header(p) = size | used;>, called in place, X:<set_tags(after(p), rest, 0);>, """),
    "sbrk-unchecked": ("    if (p == (void *)-1)\n        return NULL;\n    set_tags", "    set_tags", "traces/edge/limit.rep", """
limit.rep:8: malloc: crashed (segmentation fault)
    the address is (void *)-1 minus 8: so mem_sbrk says that it has failed
"""),
    "shrinks": ("old < n ? old : n)", "old)", "traces/short1.rep", """
short1.rep:15: free: crashed (segmentation fault)
    the word that leads there, 0x18 bytes into the heap, holds 0x99ae4413b42daa00: written last in this request, in set_tags, X:<*header(p) = size | used;>, called in coalesce,
    at line 12 (r 2 500) the blocks got out of order: by its header the block at 0x818 has 11073863385168585216 bytes, and ends past the break
    its header, 0x818 bytes into the heap, was written last at line 12 (r 2 500), in mm_realloc, X:<memcpy(q, p, old);>
"""),
}


# Of tests/students/buddies.c, on TRACE.
BUDDIES = {
    "joins-any-size": (" && buddy->exponent == b->exponent", "", "payload lies in it"),
    "taken-too-late": ("        take(buddy);\n        if (buddy < b)\n            b = buddy;\n        b->exponent++;\n",
                       "        buddy->exponent++;\n        take(buddy);\n        if (buddy < b)\n            b = buddy;\n        b->exponent = buddy->exponent;\n",
                       "in a buddy system one of that size begins at 0x0"),
}


@pytest.fixture(scope="module")
def buddies(lab, plugins):
    """All of them, and the correct one, built at once to be watched."""
    folder = pathlib.Path(lab.path, BUILD)
    base = pathlib.Path(lab.path, "tests/students/buddies.c").read_text(encoding="ascii")
    for name, (old, new, _) in BUDDIES.items():
        assert plugins and base.count(old) == 1
        (folder / f"{name}.c").write_text(base.replace(old, new))
    (folder / "buddies.c").write_text(base)
    paths = {name: f"{BUILD}/debug/{BUILD}/{name}.so" for name in [*BUDDIES, "buddies"]}
    made = lab.run("make", "-j2", f"BUILD={BUILD}", "CFLAGS=-w", *paths.values())
    assert made.returncode == 0, made.stderr
    return paths


@pytest.mark.parametrize("name", BUDDIES)
def test_buddies(lab, buddies, name):
    run = lab.mdriver("-c", "-a", f"./{buddies[name]}", "-f", f"{BUILD}/t.rep")
    assert BUDDIES[name][2] in run.stdout, run.stdout


def test_correct_buddies(lab, buddies):
    run = lab.mdriver("-c", "-a", f"./{buddies['buddies']}", "-f", f"{BUILD}/t.rep")
    assert run.returncode == 0 and "side by side" not in run.stdout, run.stdout


@pytest.fixture(scope="module")
def plugins(lab):
    """All of them, built at once to be watched."""
    folder = pathlib.Path(lab.path, BUILD)
    base = pathlib.Path(lab.path, BASE).read_text(encoding="ascii")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "t.rep").write_text(TRACE)
    for name, (old, new, *_) in {**BUGS, **UNCHECKED}.items():
        assert base.count(old) == 1
        (folder / f"{name}.c").write_text(base.replace(old, new))
    (folder / "correct.c").write_text(base)
    paths = {name: f"{BUILD}/debug/{BUILD}/{name}.so" for name in [*BUGS, *UNCHECKED, "correct"]}
    made = lab.run("make", "-j2", f"BUILD={BUILD}", "CFLAGS=-w", *paths.values())
    assert made.returncode == 0, made.stderr
    return paths


def assert_told(lab, name, sentences, output, folder=BUILD):
    source = pathlib.Path(lab.path, folder, f"{name}.c").read_text(encoding="ascii").split("\n")
    lines = [line.strip() for line in source]
    for sentence in sentences.strip("\n").split("\n"):
        wanted = re.sub("(?<=X:)<(.*?)>(?=[,;:]|$)", lambda code: str(1 + lines.index(code[1])), sentence).replace("X:", f"{name}.c:")
        assert wanted in output, output


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the addresses are those of 8 bytes")
@pytest.mark.parametrize("name", BUGS)
def test_who_wrote_it(lab, plugins, name):
    run = lab.mdriver("-c", "-D", *(["-s", "1"] if name == "circle" else []), "-a", f"./{plugins[name]}", "-f", f"{BUILD}/t.rep")
    assert_told(lab, name, BUGS[name][2], run.stdout)
    assert "a larger size was read before that" not in run.stdout


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the addresses are those of 8 bytes")
@pytest.mark.parametrize("name", UNCHECKED)
def test_without_the_checker(lab, plugins, name):
    _, _, trace, sentences = UNCHECKED[name]
    run = lab.mdriver("-c", "-a", f"./{plugins[name]}", "-f", trace)
    assert_told(lab, name, sentences, run.stdout)


def test_the_correct_one(lab, plugins):
    run = lab.mdriver("-c", "-D", "-a", f"./{plugins['correct']}", "-f", f"{BUILD}/t.rep", "-f", "traces/git.rep")
    assert run.returncode == 0, run.stdout


def test_blocks_in_order(lab, plugins):
    """A checker that fails for no reason: nothing is said of the blocks."""
    base = pathlib.Path(lab.path, BASE).read_text(encoding="ascii")
    for line in 20, 3000:
        source = pathlib.Path(lab.path, BUILD, f"fails-at-{line}.c")
        source.write_text(base.replace("return line >= 0", f"return line < {line}"))
        plugin = f"{BUILD}/debug/{BUILD}/fails-at-{line}.so"
        made = lab.run("make", f"BUILD={BUILD}", "CFLAGS=-w", plugin)
        assert plugins and made.returncode == 0, made.stderr
        run = lab.mdriver("-c", "-D", "-a", f"./{plugin}", "-f", f"{BUILD}/t.rep" if line == 20 else "traces/git.rep")
        assert "mm_checkheap returned false" in run.stdout and "out of order" not in run.stdout, run.stdout
        assert "side by side" not in run.stdout and "none leads back" not in run.stdout, run.stdout
        assert "without mm_checkheap the replay is valid: either mm_checkheap is wrong, or what it has found does no harm here" in run.stdout


def test_what_comes_of_it_without_the_checker(lab, plugins):
    """The checker objects to the first request, in which nothing is wrong."""
    base = pathlib.Path(lab.path, BASE).read_text(encoding="ascii").replace("return line >= 0", "return line < 5")
    source = base.replace("old < n ? old : n", "old < n ? 8 : n")
    assert source != base
    pathlib.Path(lab.path, BUILD, "objects.c").write_text(source)
    plugin = f"{BUILD}/debug/{BUILD}/objects.so"
    made = lab.run("make", f"BUILD={BUILD}", "CFLAGS=-w", plugin)
    assert plugins and made.returncode == 0, made.stderr
    told = lab.mdriver("-c", "-D", "-a", f"./{plugin}", "-f", f"{BUILD}/t.rep").stdout
    assert re.search(r"t.rep:5: malloc: mm_checkheap returned false after this request(\n    .*)*"
                     r"\n    without mm_checkheap, at line 9 \(r 0 300\): realloc: byte 8 of the 100 that must be kept is lost .*"
                     r"\n    this request has not written that byte; it has written 8 bytes from byte 0 on, in mm_realloc, ", told), told


def test_a_null_pointer_does_not_lead_to_what_mem_sbrk_returns(lab, plugins):
    run = lab.mdriver("-c", "-a", f"./{plugins['sbrk-unchecked']}", "-f", "traces/edge/limit.rep")
    assert "(void *)-1 minus 8" in run.stdout and "leads there" not in run.stdout, run.stdout


SLABS = """void *mm_malloc(size_t n)
{
    static char *slab;
    static size_t objects;

    if (n > 0 && n <= 16 && objects++ % 30 == 0)
        slab = mm_malloc(31 * 16);
    if (n > 0 && n <= 16)
        return slab += 16;
"""


@pytest.mark.parametrize("objects", [1, 2, 40])
def test_payloads_in_slabs_are_in_order(lab, plugins, objects):
    base = pathlib.Path(lab.path, BASE).read_text(encoding="ascii").replace("void *mm_malloc(size_t n)\n{\n", SLABS)
    folder = pathlib.Path(lab.path, BUILD)
    small = "".join(f"a {2 + i} 16\n" for i in range(objects))
    (folder / "slabs.rep").write_text(f"0\n{objects + 2}\n{objects + 2}\n0\na 0 100\na 1 100\n{small}")
    (folder / "slabs.c").write_text(base.replace("return line >= 0", f"return line < {objects + 6}"))
    plugin = f"{BUILD}/debug/{BUILD}/slabs.so"
    made = lab.run("make", f"BUILD={BUILD}", "CFLAGS=-w", plugin)
    assert plugins and made.returncode == 0, made.stderr
    run = lab.mdriver("-c", "-D", "-a", f"./{plugin}", "-f", f"{BUILD}/slabs.rep")
    assert "mm_checkheap returned false" in run.stdout and "out of order" not in run.stdout, run.stdout


@pytest.fixture(scope="module")
def wasteful(lab, plugins):
    """One that frees nothing, and a trace of one block after the other."""
    folder = pathlib.Path(lab.path, BUILD)
    base = pathlib.Path(lab.path, BASE).read_text(encoding="ascii")
    freeing = "    set_tags(p, size_of(p), 0);\n    coalesce(p);\n"
    assert plugins and base.count(freeing) == 1
    (folder / "frees-nothing.c").write_text(base.replace(freeing, "    set_tags(p, size_of(p), !0);\n"))
    rounds = "".join(f"a {i} 2000\nf {i}\n" for i in range(60))
    (folder / "rounds.rep").write_text(f"0\n60\n120\n0\n{rounds}")
    made = lab.run("make", f"{BUILD}/frees-nothing.so", f"MM={BUILD}/frees-nothing.c")
    assert made.returncode == 0, made.stderr
    return f"{BUILD}/frees-nothing.so"


def test_a_heap_that_only_grows(lab, wasteful):
    run = lab.mdriver("-c", "-a", f"./{wasteful}", "-f", f"{BUILD}/rounds.rep")
    assert run.returncode == 0 and run.stdout.startswith(
        f"frees-nothing: on 1 trace the heap grows though memory that was freed would do: {BUILD}/rounds.rep:9\n"
        "    9 | a 2 2000\n"
        "    the 2000 bytes that were freed at line 6 (f 0), 0x20 bytes into the heap, lay unused\n"
        f"    next: make debug F={BUILD}/rounds.rep A=./{wasteful}  names what mm_free did"), run.stdout


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the addresses are those of 8 bytes")
def test_what_became_of_a_freed_block(lab, wasteful):
    run = lab.run("make", "debug", f"F={BUILD}/rounds.rep", f"A={wasteful}")
    assert_told(lab, "frees-nothing", """
    mm_free wrote the word, 0x18 bytes into the heap, holds 0x7e1: written last at line 6 (f 0), in set_tags, X:<*header(p) = size | used;>, called in mm_free, X:<set_tags(p, size_of(p), !0);>
    this request has not looked at it
    the last that it read before the heap grew was 0x
debug: no fault, neither without optimisation nor with it
""", run.stdout)


def test_who_uses_what_is_freed_is_told_nothing(lab, plugins):
    run = lab.mdriver("-c", "-a", f"./{plugins['correct']}", "-f", f"{BUILD}/t.rep", "-f", "traces/git.rep", "-f", "traces/edge/neighbours.rep")
    assert run.returncode == 0 and "the heap grows" not in run.stdout


@pytest.fixture(scope="module")
def own_class(lab, plugins):
    """Correct lists for classes of sizes, of which a request's own is never searched; and such as search it."""
    folder = pathlib.Path(lab.path, BUILD)
    base = pathlib.Path(lab.path, "tests/students/classes.c").read_text(encoding="ascii")
    search = "for (int list = class_of(size); "
    assert plugins and base.count(search) == 1
    (folder / "own-class.c").write_text(base.replace(search, "for (int list = class_of(size) + 1; "))
    (folder / "classes.c").write_text(base)
    for name in ("own-class", "classes"):
        made = lab.run("make", f"{BUILD}/{name}.so", f"MM={BUILD}/{name}.c")
        assert made.returncode == 0, made.stderr
    return f"{BUILD}/own-class.so", f"{BUILD}/classes.so"


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the addresses are those of 8 bytes")
def test_a_free_block_that_is_not_found(lab, own_class):
    run = lab.mdriver("-c", "-a", f"./{own_class[0]}", "-f", "traces/realloc.rep", "-f", "traces/edge/calloc.rep")
    assert run.returncode == 0 and run.stdout.startswith(
        "own-class: on 2 traces the heap grows though a free block is large enough: traces/realloc.rep:70\n"
        "    70 | r 0 2065\n"
        "    the free block at 0x58, of 2112 bytes, lay unused: this request got one of 2096 bytes at 0x1e78 instead\n"
        "    what was there was freed at line 69 (f 19)\n"
        f"    next: make debug F=traces/realloc.rep A=./{own_class[0]}  names what the request has looked at"), run.stdout
    run = lab.run("make", "debug", "F=traces/realloc.rep", f"A={own_class[0]}")
    assert ("    this request has not looked at it\n"
            "    a link leads there, 0x38 bytes into the heap: this request has not read it\n"
            "    of the words near that link it has read those from 0x40 bytes into the heap: all behind it\n") in run.stdout, run.stdout


def test_whose_free_blocks_are_found_is_told_nothing(lab, own_class):
    run = lab.mdriver("-c", "-a", f"./{own_class[1]}")
    assert run.returncode == 0 and "the heap grows" not in run.stdout, run.stdout


def test_a_fault_that_comes_with_optimisation(lab, plugins, tmp_path):
    """A size is written as 8 bytes and read as 4: gcc has read it before it was written."""
    base = pathlib.Path(lab.path, BASE).read_text(encoding="ascii")
    source = tmp_path / "aliasing.c"
    source.write_text(base.replace("return *header(p) & ~(size_t)15;", "return *(unsigned *)(p - TAG) & ~15U;"))
    lab.run("make", f"{BUILD}/aliasing.so", f"MM={source}", "CC=gcc")
    if lab.mdriver("-c", "-a", f"{BUILD}/aliasing.so", "-f", "traces/short1.rep").returncode == 0:
        pytest.skip("this compiler makes no fault of it")
    run = lab.run("make", "debug", "F=traces/short1.rep", f"A={source}")
    assert plugins and "debug: no fault without optimisation, and none with -fno-strict-aliasing: " in run.stdout, run.stdout
    assert not run.stderr, run.stderr


# Of explicit.c: a realloc that makes the last block of the heap longer.
LAST_GROWS = """    size_t need = (n + 2 * TAG + 15) & ~(size_t)15;
    if (p && n < SIZE_MAX / 4 && need > size_of(p) && size_of(after(p)) == 0) {
        size_t more = need - size_of(p);
        if (mem_sbrk((intptr_t)more) == (void *)-1)
            return NULL;
        set_tags(p, size_of(p) + more, 1);
        *header(after(p)) = 1;
        return p;
    }
"""


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the sizes are those of 8 bytes")
def test_a_last_block_that_grows_by_its_whole_size(lab, plugins):
    folder = pathlib.Path(lab.path, BUILD)
    grows = pathlib.Path(lab.path, BASE).read_text(encoding="ascii").replace("    void *q = mm_malloc(n);\n", LAST_GROWS + "    void *q = mm_malloc(n);\n")
    assert plugins and LAST_GROWS in grows
    (folder / "last-grows.c").write_text(grows)
    (folder / "last-grows-whole.c").write_text(grows.replace("more = need - size_of(p)", "more = need"))
    (folder / "last.rep").write_text("0\n1\n4\n0\na 0 5000\nr 0 6000\nr 0 12000\nr 0 24000\n")
    paths = {name: f"{BUILD}/debug/{BUILD}/{name}.so" for name in ("last-grows", "last-grows-whole")}
    made = lab.run("make", f"BUILD={BUILD}", *paths.values())
    assert made.returncode == 0, made.stderr
    run = lab.mdriver("-c", "-a", f"./{paths['last-grows']}", "-f", f"{BUILD}/last.rep")
    assert run.returncode == 0 and "the heap grows" not in run.stdout, run.stdout
    run = lab.mdriver("-c", "-a", f"./{paths['last-grows-whole']}", "-f", f"{BUILD}/last.rep")
    assert run.returncode == 0 and run.stdout.startswith(
        f"last-grows-whole: on 1 trace the heap grows by all of a payload that stays where it was: {BUILD}/last.rep:6\n"
        "    6 | r 0 6000\n"), run.stdout
    assert_told(lab, "last-grows-whole", """
    the heap grew by 6016 bytes, as many as a new block for 6000 takes: but the payload lay last in the heap, and has stayed there: it had 5024 bytes up to the break, and needed 976 more
    mem_sbrk was asked for 6016 bytes, in mm_realloc, X:<if (mem_sbrk((intptr_t)more) == (void *)-1)>
""", run.stdout)
