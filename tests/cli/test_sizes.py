"""make debug: what is told of sizes, footers, flags and of memory that is wasted, in allocators of many forms."""

import os
import pathlib
import re

import pytest
from conftest import wants_backtrace

BUILD = "build/sizes-test"
SMALL = "0\n4\n9\n0\na 0 160\na 1 320\na 2 100\na 3 160\nr 0 400\nf 1\nf 0\nf 2\nf 3\n"

# By name: the base in tests/students, what stands there, what instead, a trace, and what is told; "<<...>>" is
# the number of the line in which that stands, and X the file.
BUGS = {
    "unrounded": ("list.h", "    n = (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;\n", "", "small.rep", """
small.rep:8: malloc: payload 0x284 bytes into the heap is not aligned to 16 bytes
    the block at 0x200 has 116 bytes, no multiple of 16: so what lies behind it is not aligned
    its header, 0x200 bytes into the heap, holds 0x64: written last at line 7 (a 2 100), in mm_malloc, X:<<b->size = n;>>
    the 100 bytes that were asked for at line 7 (a 2 100) were not rounded up to a multiple of 16
"""),
    "rounds-to-8": ("explicit.c", "(n + 2 * TAG + 15) & ~(size_t)15", "(n + 2 * TAG + 7) & ~(size_t)7", "traces/short1.rep", """
    the 100 bytes that were asked for at line 6 (a 0 100) were not rounded up to a multiple of 16
    the header of its block, 0x18 bytes into the heap, holds 0x79: written last at line 6 (a 0 100), in set_tags, X:<<*header(p) = size | used;>>, called in place, X:<<set_tags(p, size, 1);>>, called in mm_malloc, X:<<place(p, size);>>
"""),
    "footer-far-at-once": ("explicit.c", "(size_t *)(p + size_of(p) - 2 * TAG)", "(size_t *)p + size_of(p) - 2 * TAG", "small.rep", """
small.rep:5: malloc: writes 8 bytes past the break
    that is about 8 times the size that was read 0x18 bytes into the heap, 4096, from there on, in size_of,
"""),
    "too-little": ("explicit.c", "mem_sbrk((intptr_t)size);", "mem_sbrk((intptr_t)size - TAG);", "small.rep", """
small.rep:5: malloc: writes 8 bytes past the break
    the 4088 bytes that mem_sbrk gave in this request, in extend, X:<<char *p = mem_sbrk((intptr_t)size - TAG);>>, called in mm_malloc, X:<<p = extend(size > CHUNK ? size : CHUNK);>>, end at the break: this is byte 4088 of them, counted from 0
"""),
    "cut-in-mm_init": ("explicit.c", "    char *lo = mem_sbrk(MINIMUM);\n", "    char *lo = (char *)((size_t)mem_sbrk(MINIMUM) & ~15u);\n", "small.rep", """
    the address is a null pointer plus 8
    or the start of the heap, 0x800000000, of which only 4 bytes are left
"""),
    "copies-too-much": ("explicit.c", "old < n ? old : n)", "old > n ? old : n)", "small.rep", """
small.rep:9: realloc: reads
    it is one of 400 bytes that are read at once, from 0x20 bytes into the heap on
    the payload had 160 bytes until now, and is to have 400: no more are to be copied than the smaller number
"""),
    "copies-the-old": ("explicit.c", "old < n ? old : n)", "old)", "traces/short1.rep", """
    its header, 0x818 bytes into the heap, was written last at line 12 (r 2 500), in mm_realloc, X:<<memcpy(q, p, old);>>
    those were 1008 bytes at once, but the payload that was returned then, there, has 500
"""),
    "exact-fit": ("list.h", "    b->used = 1;\n    return b + 1;", "    if (b->size - n - sizeof *b >= 16) {\n        next_of(b)->size = 0;\n    }\n    b->used = 1;\n    return b + 1;", "small.rep", """
small.rep:5: malloc: writes 8 bytes past the break
    the block whose size was read last, 0x0 bytes into the heap, in next_of, X:<<return (struct block *)((char *)(b + 1) + b->size);>>, called in mm_malloc, X:<<next_of(b)->size = 0;>>, ends at the break: its 160 bytes are just enough for 160, so there is no rest to split off, and no next block
    a difference of unsigned sizes that should be below 0 is very large, and passes each test whether enough is left
"""),
    "footer-far": ("structs.c", "    return (struct tag *)((char *)b + b->size) - 1;", "    return b + b->size - 1;", "small.rep", """
small.rep:5: malloc: writes 8 bytes past the break
    that is about 16 times the size that was read 0x10 bytes into the heap, 2048, from there on, in footer, X:<<return b + b->size - 1;>>, called in set, X:<<footer(b)->size = size;>>, called in more, X:<<set(--b, bytes, 0);>>,
    a sum of a pointer and a number counts in what the pointer points to, not in bytes
"""),
    "header-alone": ("structs.c", "    set(b, b->size + after(b)->size, 1);\n    place(b, size);", "    b->size += after(b)->size;\n    if (b->size >= size + MINIMUM)\n        place(b, size);", "grown.rep", """
    at line 9 (r 0 150) the blocks got out of order: the block at 0x10 does not end with a copy of its header any more, as all did: its footer says something else
    its header, 0x10 bytes into the heap, holds 0xe0: written last at line 9 (r 0 150), in grow, X:<<b->size += after(b)->size;>>,
"""),
    "flag-forgotten": ("flags.c", "        *header(after(p)) |= BEFORE_USED;\n", "", "whole.rep", """
whole.rep:6: malloc: reads
    that is the end of its block, where only a free one has a footer: the header behind it, 0x1008 bytes into the heap, was read before, in release, X:<<if (!(*header(p) & BEFORE_USED)) {>>, called in more,
    when the payload's own header was written, at line 5 (a 0 4084), in place, X:<<*header(p) |= USED;>>, called in mm_malloc, X:<<place(p, size_for(n));>>, the one behind it was left as it was
"""),
    "flag-not-kept": ("flags.c", "    return release(p, bytes);\n}\n\nstatic char *find", "    *header(p) = bytes;\n    return release(p, bytes);\n}\n\nstatic char *find", "traces/short1.rep", """
short1.rep:6: malloc: writes 8 bytes past the break
    the word behind them, 0x8 bytes into the heap, held 0x1000 then: written in this request, in more, X:<<*header(p) = bytes;>>, called in find,
    before that it held 0x3: its bit 0x2 was not kept when the size was changed
"""),
    "footer-not-renewed": ("flags.c", "    if (!(*header(p + size) & USED))\n", "    if (!(*header(p + size) & USED) && (*header(p) & BEFORE_USED)) {\n        *header(p) += size_of(p + size);\n        return p;\n    }\n    if (!(*header(p + size) & USED))\n", "renewed.rep", """
    at line 7 (f 1) the blocks got out of order: by its header the free block at 0x78 has 3984 bytes, but its footer says something else
    its header, 0x78 bytes into the heap, held 0xf92 then: written at line 7 (f 1), in release, X:<<*header(p) += size_of(p + size);>>, called in mm_free, X:<<release(p, size_of(p));>>
    its footer, 0x1000 bytes into the heap, holds 0xf20: written last at line 6 (a 1 100), in release, X:<<*(size_t *)(p + size - 2 * TAG) = size;>>, called in place, X:<<release(after(p), rest);>>, called in mm_malloc, X:<<place(p, size_for(n));>>
"""),
    "grows-over": ("structs.c", "after(b)->used || ", "", "over.rep", """
    in this request a header of 224 bytes was written 0x10 bytes into the heap, in set, X:<<b->size = size;>>, called in grow, X:<<set(b, b->size + after(b)->size, 1);>>, called in mm_realloc, X:<<grow(b, size_for(n));>>: that is as much as the block there, of 144, and the next one, at 0xa0, of 80, together
    but id 1's payload is in use in the second of them
"""),
    "joins-used": ("structs.c", "if (!after(b)->used)\n", "if (after(b)->size > 0)\n", "joined.rep", """
    at line 8 (f 0) the blocks got out of order: by its header
    at line 8 (f 0) a header of 288 bytes was written 0x10 bytes into the heap, in set, X:<<b->size = size;>>, called in join, X:<<set(b, b->size + after(b)->size, 0);>>, called in mm_free, X:<<join(b);>>: that is as much as the block there, of 144, and the next one, at 0xa0, of 144, together
    but id 1's payload is in use in the second of them
"""),
    "footer-first": ("explicit.c", "    set_tags(p, size, 1);\n    set_tags(after(p), rest, 0);\n", "    *footer(p) = size | 1;\n    *header(p) = size | 1;\n    set_tags(after(p), rest, 0);\n", "small.rep", """
    the block at 0x298 ends there by its header: what could be its footer was written 0x1010 bytes into the heap instead, at line 8 (a 3 160), in place, X:<<*footer(p) = size | 1;>>, called in mm_malloc, X:<<place(p, size);>>
    there the block ended by its former header, which was written anew only after that, in place, X:<<*header(p) = size | 1;>>, called in mm_malloc, X:<<place(p, size);>>
"""),
    "cells-past-the-page": ("pages.c", "h->bytes / size; i > 0", "PAGE / size; i > 0", "cells.rep", """
cells.rep:5: malloc: writes 8 bytes past the break
    the 4096 bytes that mem_sbrk gave in this request, in new_pages, X:<<struct head *h = mem_sbrk((intptr_t)all);>>, called in mm_malloc, X:<<if (!cells[class] && (h = new_pages(class, 1)))>>, end at the break: this is byte 4096 of them, counted from 0
    their first 16 bytes hold what this request has written there before: what follows has 4080
"""),
    "too-little": ("list.h", "        b = mem_sbrk((intptr_t)(sizeof *b + n));\n        if (b == (void *)-1)\n            return NULL;\n        b->size = n;\n",
                   "        b = mem_sbrk(256);\n        if (b == (void *)-1)\n            return NULL;\n        b->size = 256 - sizeof *b;\n        b = find_fit(n);\n        if (!b)\n            return NULL;\n", "large.rep", """
large.rep:7: malloc: returned NULL for 320 bytes; the heap has 768 of a possible 1073741824
    mem_sbrk has given 256 bytes in this request, in mm_malloc, X:<<b = mem_sbrk(256);>>
    that is too little for 320, and the block before it, 0x100 bytes into the heap, is in use
    the last that it read was 0x200 bytes into the heap, where 240 was, in next_of, X:<<return (struct block *)((char *)(b + 1) + b->size);>>, called in find_fit,
"""),
    "asks-below-0": ("list.h", "b = mem_sbrk((intptr_t)(sizeof *b + n));", "b = mem_sbrk((intptr_t)(n > 160 ? (unsigned)n - 512 : sizeof *b + n));", "large.rep", """
large.rep:7: malloc: returned NULL for 320 bytes; the heap has 352 of a possible 1073741824
    mem_sbrk was asked for 4294967104 bytes in this request, and has refused, in mm_malloc, X:<<b = mem_sbrk((intptr_t)(n > 160 ? (unsigned)n - 512 : sizeof *b + n));>>
    that is -192 in an int of 4 bytes: a subtraction has gone below 0
"""),
    "asks-to-shrink": ("list.h", "b = mem_sbrk((intptr_t)(sizeof *b + n));", "b = mem_sbrk((intptr_t)(n > 160 ? n - 512 : sizeof *b + n));", "large.rep", """
    mem_sbrk was asked for -192 bytes in this request, and has refused, in mm_malloc, X:<<b = mem_sbrk((intptr_t)(n > 160 ? n - 512 : sizeof *b + n));>>
    that is below 0: more was subtracted than there was, or the heap was to shrink, which it cannot
"""),
    "asks-for-nothing": ("list.h", "b = mem_sbrk((intptr_t)(sizeof *b + n));", "b = n > 160 ? NULL : mem_sbrk((intptr_t)(sizeof *b + n));\n        if (!b)\n            return NULL;", "large.rep", """
    mem_sbrk was not called in this request: the allocator has refused by itself
"""),
    "cut-too-early": ("units.c", "(n + UNIT - 1) / UNIT + 1", "n / UNIT + 1", "grown.rep", """
grown.rep:6: malloc: reads 4 bytes of a payload that is in use
    id 0's payload has 100 bytes, but a link that was written when it was allocated leads to byte 96 of it: its block is too small
    that is 100 rounded down to a multiple of 16, not up
"""),
    "ends-in-payload": ("explicit.c", "(n + 2 * TAG + 15) & ~(size_t)15", "(n + 2 * TAG) & ~(size_t)15", "tiny.rep", """
    at line 15 (a 5 28) the blocks got out of order: by its header the block at 0x18 has 32 bytes, and ends within id 5's payload
"""),
    "never-exact": ("list.h", "b->size >= n", "b->size > n", "same.rep", """
    the 128 bytes that were freed at line 6 (f 0), 0x10 bytes into the heap, lay unused
    its header holds 128, just as that of the block which this request got instead: an exact fit
"""),
}

# Of flags.c: a checker that looks at the flags, and a realloc that grows where it is.
CHECKS = """    bool used = true;
    char *p = first;
    for (; size_of(p) > 0; p = after(p)) {
        if (!(*header(p) & BEFORE_USED) == used)
            return false;
        used = *header(p) & USED;
    }
    return line >= 0 && !(*header(p) & BEFORE_USED) == !used;
"""
GROWS = """    if (p && n < SIZE_MAX / 4 && !(*header(after(p)) & USED) && size_of(p) + size_of(after(p)) >= size_for(n)) {
        *header(p) += size_of(after(p));
        *header(after(p)) |= BEFORE_USED;
        return p;
    }
    void *q ="""


def build(lab, sources):
    """All of them, to be watched: the plug-ins by name."""
    folder = pathlib.Path(lab.path, BUILD)
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in sources.items():
        (folder / f"{name}.c").write_text(source)
    paths = {name: f"{BUILD}/debug/{BUILD}/{name}.so" for name in sources}
    made = lab.run("make", "-j2", f"BUILD={BUILD}", "CFLAGS=-w", *paths.values())
    assert made.returncode == 0, made.stderr
    return paths


def base(lab, name):
    return pathlib.Path(lab.path, "tests/students", name).read_text(encoding="ascii")


@pytest.fixture(scope="module")
def plugins(lab):
    sources = {}
    for name, (file, old, new, *_) in BUGS.items():
        assert base(lab, file).count(old) == 1, name
        sources[name] = base(lab, file).replace(old, new)
        sources["correct-" + file[:-2]] = base(lab, file)
    folder = pathlib.Path(lab.path, BUILD)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "small.rep").write_text(SMALL)
    (folder / "cells.rep").write_text("0\n1\n1\n0\na 0 16\n")
    (folder / "grown.rep").write_text("0\n4\n6\n0\na 0 100\na 1 40\na 2 40\nf 1\nr 0 150\nf 2\n")
    (folder / "over.rep").write_text("0\n3\n4\n0\na 0 100\na 1 40\na 2 40\nr 0 150\n")
    (folder / "whole.rep").write_text("0\n2\n2\n0\na 0 4084\na 1 100\n")
    (folder / "renewed.rep").write_text("0\n4\n5\n0\na 0 100\na 1 100\nf 1\na 2 5000\na 3 3800\n")
    (folder / "joined.rep").write_text("0\n4\n5\n0\na 0 100\na 1 100\na 2 40\nf 0\na 3 140\n")
    one_by_one = "".join(f"a {i} {size}\nf {i}\n" for i, size in enumerate((82, 38, 19, 6, 7)))
    (folder / "tiny.rep").write_text("0\n7\n12\n0\n" + one_by_one + "a 5 28\na 6 6\n")
    (folder / "same.rep").write_text("0\n12\n24\n0\n" + "".join(f"a {i} 128\nf {i}\n" for i in range(12)))
    (folder / "large.rep").write_text("0\n3\n3\n0\na 0 160\na 1 160\na 2 320\n")
    return build(lab, sources)


def assert_told(lab, name, sentences, output):
    source = pathlib.Path(lab.path, BUILD, f"{name}.c").read_text(encoding="ascii").split("\n")
    lines = [line.strip() for line in source]
    for sentence in sentences.strip("\n").split("\n"):
        wanted = re.sub("<<(.*?)>>", lambda code: str(1 + lines.index(code[1])), sentence).replace("X:", f"{name}.c:")
        assert wanted in output, output


def trace_of(trace):
    return trace if trace.startswith("traces/") else f"{BUILD}/{trace}"


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the addresses are those of 8 bytes")
@pytest.mark.parametrize("name", [pytest.param(name, marks=wants_backtrace if name == "cells-past-the-page" else ()) for name in BUGS])
def test_what_is_told_of_sizes(lab, plugins, name):
    *_, trace, sentences = BUGS[name]
    run = lab.mdriver("-c", "-a", f"./{plugins[name]}", "-f", trace_of(trace))
    assert_told(lab, name, sentences, run.stdout)


@pytest.mark.parametrize("name", sorted({"correct-" + file[:-2] for file, *_ in BUGS.values()}))
def test_correct_ones(lab, plugins, name):
    traces = [trace_of(trace) for *_, trace, _ in BUGS.values() if (name, trace) != ("correct-pages", "tiny.rep")]    # a page for each size
    run = lab.mdriver("-c", "-D", "-a", f"./{plugins[name]}", *(part for trace in sorted(set(traces)) for part in ("-f", trace)))
    assert run.returncode == 0 and run.stdout.startswith("\n"), run.stdout


def test_garbage_is_no_scaled_size(lab):
    """A wrong flag, and so a footer is read where nobody has written: the address that comes of it is no sum."""
    forgets = base(lab, "flags.c")
    assert forgets.count("BEFORE_USED") > 1
    made = build(lab, {"garbage-footer": forgets.replace("*header(p) & BEFORE_USED", "*header(p) & 0")})
    run = lab.mdriver("-c", "-a", f"./{made['garbage-footer']}", "-f", "traces/short1.rep")
    assert run.returncode == 1 and "times the size" not in run.stdout, run.stdout


def test_a_payload_over_a_footer_is_no_wrong_footer(lab, plugins):
    """The program has written there: it is the block that is too small."""
    run = lab.mdriver("-c", "-D", "-a", f"./{plugins['ends-in-payload']}", "-f", trace_of("small.rep"))
    assert "footer: too few for 100, which takes 116" in run.stdout and "out of order" not in run.stdout, run.stdout


def test_a_flag_behind_a_block_that_grew(lab, plugins):
    grows = base(lab, "flags.c").replace("    return line >= 0;\n", CHECKS).replace("    void *q =", GROWS)
    forgets = grows.replace("        *header(after(p)) |= BEFORE_USED;\n        return p;", "        return p;")
    assert len({base(lab, "flags.c"), grows, forgets}) == 3
    made = build(lab, {"grows": grows, "grows-forgets": forgets})
    for name, status in ("grows", 0), ("grows-forgets", 1):
        run = lab.mdriver("-c", "-D", "-a", f"./{made[name]}", "-f", trace_of("grown.rep"))
        assert run.returncode == status, run.stdout
    assert_told(lab, "grows-forgets", """
    since this request the block at 0x8 ends there, by its header, in mm_realloc, X:<<*header(p) += size_of(after(p));>>: what stands behind it was left as it was, its flags too
""", run.stdout)


def built_and_sound(lab, sources, name, trace):
    """The plug-ins, of which the first passes on this trace and another."""
    made = build(lab, sources)
    pathlib.Path(lab.path, BUILD, name).write_text(trace)
    run = lab.mdriver("-c", "-D", "-a", f"./{made[next(iter(sources))]}", "-f", trace_of(name), "-f", "traces/short1.rep")
    assert run.returncode == 0, run.stdout
    return made


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the addresses are those of 8 bytes")
def test_a_flag_behind_a_block_that_ends_with_no_payload(lab, plugins):
    """What is read for a footer is no byte of the payload; what it leads to is."""
    uses = base(lab, "flags.c").replace("        p = before(p);\n", "        p = before(p);\n        *(size_t *)p = 0;\n").replace("    return line >= 0;\n", CHECKS)
    forgets = uses.replace("        *header(after(p)) |= BEFORE_USED;\n        return;", "        return;")
    assert len({base(lab, "flags.c"), uses, forgets}) == 3
    made = built_and_sound(lab, {"uses": uses, "forgets": forgets}, "padded.rep", "0\n2\n2\n0\na 0 4076\na 1 100\n")
    run = lab.mdriver("-c", "-a", f"./{made['forgets']}", "-f", trace_of("padded.rep"))
    assert_told(lab, "forgets", """
    the word that leads there, 0x1000 bytes into the heap, holds 0x1000: written last at line 5 (a 0 4076), in release, X:<<*(size_t *)(p + size - 2 * TAG) = size;>>, called in more,
    that is the end of the block of id 0's payload, which is in use: only a free one has a footer there
    the header behind it, 0x1008 bytes into the heap, was read before, in release, X:<<if (!(*header(p) & BEFORE_USED)) {>>, called in more,
: by its flag 0x2, which was not set, the block before it is free
    when the header of id 0's block was written, at line 5 (a 0 4076), in place, X:<<*header(p) |= USED;>>, called in mm_malloc, X:<<place(p, size_for(n));>>, the one behind it was left as it was
""", run.stdout)
    run = lab.mdriver("-c", "-D", "-a", f"./{made['forgets']}", "-f", trace_of("padded.rep"))
    assert_told(lab, "forgets", """
    by its flag 0x2, which is not set, the block before it is free: but that is in use since this request, by its header, in place, X:<<*header(p) |= USED;>>, called in mm_malloc, X:<<place(p, size_for(n));>>, and what stands behind it was left as it was
""", run.stdout)


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the addresses are those of 8 bytes")
def test_a_link_to_a_variable_over_a_header(lab, plugins):
    """The rest that was split off has no room for the link to the list's head."""
    headed = base(lab, "explicit.c").replace("    *prev(p) = NULL;\n", "    *prev(p) = (char *)&free_list;\n")
    small = headed.replace("    if (rest < MINIMUM) {\n", "    if (rest < 2 * TAG) {\n")
    assert len({base(lab, "explicit.c"), headed, small}) == 3
    made = built_and_sound(lab, {"headed": headed, "rest-too-small": small}, "rest.rep", "0\n3\n5\n0\na 0 110\na 1 40\nf 0\na 2 90\nf 1\n")
    run = lab.mdriver("-c", "-a", f"./{made['rest-too-small']}", "-f", trace_of("rest.rep"))
    assert_told(lab, "rest-too-small", """
    its header, 0x98 bytes into the heap, led to the global variable free_list then: written at line 8 (a 2 90), in insert, X:<<*prev(p) = (char *)&free_list;>>, called in place, X:<<insert(after(p));>>,
    by its header the block at 0x88 has 16 bytes: too few for what is written to 0x98; that header was written in set_tags, X:<<*header(p) = size | used;>>, called in place, X:<<set_tags(after(p), rest, 0);>>,
""", run.stdout)


ROVES = """    char *p = first;

    if (size_of(p) == 0) {
        p = more(size);
        rover = after(p);
        return p;
    }
    do {
        if (!(*header(p) & USED) && size_of(p) >= size)
            return p;
        p = after(p);
        if (size_of(p) == 0)
            p = first;
    } while (p != rover);
    return more(size);
}
"""


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the addresses are those of 8 bytes")
def test_a_search_that_is_to_end_where_no_block_begins(lab, plugins):
    flags = base(lab, "flags.c")
    found = flags.index("    char *p = first;\n"), flags.index("static void place")
    roves = (flags[:found[0]] + ROVES + "\n" + flags[found[1]:]).replace("static char *first;", "static char *first, *rover;")
    made = build(lab, {"roves": roves})
    pathlib.Path(lab.path, BUILD, "roves.rep").write_text("0\n2\n2\n0\na 0 100\na 1 5000\n")
    run = lab.mdriver("-c", "-s", "1", "-a", f"./{made['roves']}", "-f", trace_of("roves.rep"))
    assert_told(lab, "roves", """
    the newest link that the loop reads, the global variable rover, leads to 0x1010: written last at line 5 (a 0 100), in find, X:<<rover = after(p);>>, called in mm_malloc,
    that is where the heap ends, and no block begins there: a search that goes from block to block until it is back there has no end
""", run.stdout)


def test_a_flag_may_be_set_before_the_header_is_written(lab):
    """The word holds bytes of a freed payload then: nobody looks at them."""
    behind = "*(size_t *)(p + (*(size_t *)(p - TAG) & ~(size_t)15) - TAG)"    # its address is computed for the load and for the store
    early = base(lab, "flags.c").replace("*header(after(p)) = BEFORE_USED;", f"{behind} = {behind} | BEFORE_USED;")
    assert early != base(lab, "flags.c")
    made = build(lab, {"early-flag": early})
    pathlib.Path(lab.path, BUILD, "reused.rep").write_text("0\n2\n4\n0\na 0 1000\nf 0\na 1 100\nf 1\n")
    run = lab.mdriver("-c", "-a", f"./{made['early-flag']}", "-f", trace_of("reused.rep"), "-f", "traces/edge/resize.rep")
    assert run.returncode == 0, run.stdout


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the lowest byte of an address comes first")
def test_an_address_that_was_left_is_told_by_its_beginning(lab):
    """The first 8 bits of it are as they were."""
    source = base(lab, "pages.c").replace("static struct cell *cells[CLASSES];", "static struct { long n; struct cell *of[CLASSES]; } lists;\n#define cells lists.of")
    keeps = source.replace("memset(cells, 0, sizeof cells)", "memset(cells + 1, 0, sizeof cells - sizeof *cells)")
    assert len({base(lab, "pages.c"), source, keeps}) == 3
    made = build(lab, {"keeps-a-list": keeps})
    trace = pathlib.Path(lab.path, BUILD, "cells16.rep")
    trace.write_text("0\n15\n15\n0\n" + "".join(f"a {i} 16\n" for i in range(15)))
    run = lab.mdriver("-c", "-a", f"./{made['keeps-a-list']}", "-f", f"{BUILD}/cells16.rep")
    assert "were not as in the first replay: lists + 8 bytes: mm_init has not written there\n" in run.stdout, run.stdout


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the addresses are those of 8 bytes")
def test_where_the_blocks_begin_is_no_old_link(lab):
    """The checker walks from there into a payload whose block is too small: that is all there is to say."""
    walks = base(lab, "explicit.c").replace("static char *free_list;", "static char *free_list, *first;").replace("    free_list = NULL;\n", "    free_list = NULL;\n    first = lo + 2 * TAG;\n")
    small = walks.replace("char *p = (char *)mem_heap_lo() + 2 * TAG;", "char *p = first;").replace("n + 2 * TAG + 15", "n + TAG + 15")
    made = build(lab, {"walks-from-first": small})
    pathlib.Path(lab.path, BUILD, "tight.rep").write_text("0\n1\n1\n0\na 0 24\n")
    run = lab.mdriver("-c", "-D", "-a", f"./{made['walks-from-first']}", "-f", f"{BUILD}/tight.rep")
    assert "has 32 bytes, 8 of them before the payload and 8 in a footer: too few for 24, which takes 40" in run.stdout, run.stdout
    assert "variable first" not in run.stdout and "that link is older" not in run.stdout, run.stdout


def test_freed_payloads_of_just_the_size_that_are_lost(lab):
    """Each lies between two in use since before: no list can have made anything else of it."""
    source = base(lab, "pages.c")
    loses = source.replace("head_of(p)->class == CLASSES)", "head_of(p)->class == CLASSES || head_of(p)->class == 4)")
    assert loses != source
    made = build(lab, {"loses-cells": loses, "keeps-cells": source})
    frees = "".join(f"f {i}\n" for i in range(1, 15, 2))
    requests = "".join(f"a {i} 200\n" for i in range(15)) + frees + "".join(f"a {i} 200\n" for i in range(15, 200))
    pathlib.Path(lab.path, BUILD, "lost.rep").write_text(f"0\n200\n207\n0\n{requests}")
    run = lab.mdriver("-c", "-a", f"./{made['keeps-cells']}", "-f", f"{BUILD}/lost.rep")
    assert run.returncode == 0 and "the heap grows" not in run.stdout, run.stdout
    run = lab.mdriver("-c", "-a", f"./{made['loses-cells']}", "-f", f"{BUILD}/lost.rep")
    assert run.stdout.startswith(f"loses-cells: on 1 trace the heap grows though payloads of the same size were freed: {BUILD}/lost.rep:27\n"), run.stdout
    assert "freed payloads of just this size that nobody has used since: 7, each between two payloads in use, so that their memory was there for it\n" in run.stdout, run.stdout
