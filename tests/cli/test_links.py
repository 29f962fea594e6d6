"""make debug: which list a block was left in, and by whom, whatever the blocks look like."""

import os
import pathlib

import pytest
from conftest import wants_backtrace
from test_writers import TRACE, assert_told

BUILD = "build/links-test"

# By name: the base in tests/students, what stands there, what instead, the trace (T: that
# of test_writers) and what is told; "<...>" is the number of the line in which that
# stands, and X the file.
BUGS = {
    "resized-before": ("classes", "    remove_free(p);\n    set_tags(p, rest < MINIMUM ? size_of(p) : size, 1);\n",
                       "    set_tags(p, rest < MINIMUM ? size_of(p) : size, 1);\n    remove_free(p);\n", "T", """
    its own links were read last, in remove_free, X:<heads[class_of(size_of(p))] = *next(p);>, called in place,
    what was written there: the word, 0x10 bytes into the heap, holds 0x0: written last at line 5 (a 0 100), in remove_free, X:<heads[class_of(size_of(p))] = *next(p);>, called in place,
    its size had been changed before that: its header, 0x58 bytes into the heap, holds 0x81: written last at line 5 (a 0 100), in set_tags, X:<*header(p) = size | used;>, called in place, X:<set_tags(p, rest < MINIMUM ? size_of(p) : size, 1);>, called in mm_malloc, X:<place(p, size);>
    before that it held 0x1000: written at line 5 (a 0 100), in set_tags, X:<*header(p) = size | used;>, called in coalesce, X:<set_tags(p, size, 0);>, called in extend, X:<return coalesce(p);>, called in mm_malloc, X:<p = extend(size > CHUNK ? size : CHUNK);>
"""),
    "head-stays": ("classes", "    else\n        heads[class_of(size_of(p))] = *next(p);\n", "", "T", """
    that link is older than id 0's payload, which has come there at line 5 (a 0 100)
    its own links were read last, in remove_free, X:<if (*next(p))>, called in place,
"""),
    "two-lists": ("classes", "        p -= low;\n        remove_free(p);\n", "        p -= low;\n", "T", """
    at line 15 (f 4) the blocks got out of order: two lists begin with the free block at 0x58
    the head of the one, 0x10 bytes into the heap, leads to 0x60: written last at line 13 (f 3), in insert, X:<*head = p;>, called in coalesce, X:<insert(p);>, called in mm_free, X:<coalesce(p);>
    the head of the other, 0x18 bytes into the heap, leads to 0x60: written last at line 15 (f 4), in insert, X:<*head = p;>, called in coalesce, X:<insert(p);>, called in mm_free, X:<coalesce(p);>
"""),
    "past-the-heads": ("classes", "list < CLASSES - 1 && size", "size", "large", """
    until now this line has touched only words from 0x8 to 0x38 bytes into the heap, before the first block: an index is now past the end of that array
"""),
    "one-class": ("classes", "list < CLASSES; list++)\n        for", "list <= class_of(size); list++)\n        for", "traces/jq.rep", """
    a link leads there, 0x40 bytes into the heap: this request has not read it
    of the words near that link it has read those up to 0x10 bytes into the heap: all before it
"""),
    "next-kept": ("ordered", "        low->next = b->next;\n", "", "joins", """
    at line 11 (f 1) the blocks got out of order: a link of the block at 0x0 leads to 0x100, where no block begins any more: the block there is now in the middle of that same block
    the header of that block, 0x0 bytes into the heap, held 0x170 then: written at line 11 (f 1), in insert, X:<low->size += HEADER + b->size;>, called in mm_free, X:<insert((struct block *)p - 1);>
    that link led there before that header was written, and was left as it was
"""),
    "returns-header": ("ordered", "    return take(link, size) + 1;", "    return take(link, size);", "T", """
    the payload at 0x0 is the address of its block's header, not that of the first byte after it
    the header, 0x0 bytes into the heap, held 0x70 then: written at line 5 (a 0 100), in take,
"""),
    "slab-stays": ("slabs", "        unlink_slab(s);\n        free_run", "        free_run", "traces/short3.rep", """
    it came there by the word, the global variable partial + 40 bytes, leads to 0x0: written last at line 6 (a 0 512), in link_slab, X:<partial[s->kind] = s;>, called in make_slab, X:<link_slab(s);>, called in mm_malloc, X:<struct page *s = partial[kind] ? partial[kind] : make_slab(kind);>
    later another variable led there, too: the word, the global variable runs, led to 0x0 then: written at line 7 (r 0 550), in free_run, X:<runs = r;>, called in mm_free,
"""),
    "resized-in-tree": ("tree", "        remove_node(t);\n        size += low;\n    }\n    set_tags(t, size, 0);\n",
                        "        size += low;\n        set_tags(t, size, 0);\n        remove_node(t);\n    }\n    set_tags(t, size, 0);\n", "traces/edge/memalign.rep", """
    the free block at 0x1a38 had 48 bytes, and its size was changed while a link still led to it: this request has looked at its new size since, but not at that link
    its header, 0x1a38 bytes into the heap, holds 0x70: written last in this request, in set_tags, X:<t->header = size | used;>, called in coalesce, X:<set_tags(t, size, 0);>, called in mm_free, X:<coalesce(t);>, called in mm_realloc, X:<mm_free(p);>
    that link, 0x1b30 bytes into the heap, leads to 0x1a38: written last at line 130 (r 10 180), in remove_node, X:<heir->left = t->left;>, called in coalesce, X:<remove_node(t);>, called in mm_free, X:<coalesce(t);>, called in mm_realloc, X:<mm_free(p);>
"""),
    "subtree-lost": ("tree", "    *first = heir->right;\n", "    *first = NULL;\n", "traces/edge/memalign.rep", """
    at line 128 (r 4 102) the blocks got out of order: by its header the block at 0x1b28 is free, but no link leads to it
    a link that led there was changed: the word, 0x1998 bytes into the heap, led to 0x1a8 then: written at line 128 (r 4 102), in remove_node, X:<heir->right = t->right;>, called in coalesce, X:<remove_node(t);>, called in mm_free, X:<coalesce(t);>, called in mm_realloc, X:<mm_free(p);>
"""),
    "prev-kept": ("explicit", "    if (*next(p))\n        *prev(*next(p)) = *prev(p);\n", "", "circle", """
    the newest link of the circle, 0x20 bytes into the heap, leads to 0x220: written last at line 14 (f 1), in insert, X:<*next(p) = free_list;>, called in coalesce, X:<insert(p);>, called in mm_free, X:<coalesce(p);>
    before that a link led to that block already: the word, 0x220 bytes into the heap, leads to 0x20: written last at line 14 (f 1), in remove_free, X:<*next(*prev(p)) = *next(p);>, called in coalesce, X:<remove_free(high);>, called in mm_free, X:<coalesce(p);>
    its own links were read last, in remove_free, X:<*next(*prev(p)) = *next(p);>, called in coalesce, X:<remove_free(low);>, called in mm_free, X:<coalesce(p);>
    what was written there: the word, 0x120 bytes into the heap, leads to 0x320: written last at line 14 (f 1), in remove_free, X:<*next(*prev(p)) = *next(p);>, called in coalesce, X:<remove_free(low);>, called in mm_free, X:<coalesce(p);>
"""),
    "offset-prev-kept": ("offsets", "    if (*next(b))\n        *prev(*next(b)) = *prev(b);\n", "", "traces/short3.rep", """
    the word that led there, 0xe94 bytes into the heap, holds 0x610: written last at line 20 (a 6 171), in insert, X:<*prev(free_list) = b;>, called in place,
    that link is older than the payload that has come there in this request
    another link to it was changed: the word, 0x190 bytes into the heap, holds 0xe90: written last in this request, in remove_free, X:<*next(*prev(b)) = *next(b);>, called in place,
"""),
    "offset-head-stays": ("offsets", "    else\n        free_list = *next(b);\n", "", "traces/short1.rep", """
    that was copied from the word, the global variable free_list, held 0x10 then: written at line 6 (a 0 100), in insert, X:<free_list = b;>, called in coalesce,
    that link is older than id 0's payload, which has come there at line 6 (a 0 100)
"""),
    "offset-not-removed": ("offsets", "        remove_free(low);\n", "", "traces/short2.rep", """
    that link is older than id 3's payload, which has come there at line 12 (a 3 4535)
    when the block was taken out of its list, its own link led to itself: the word, 0x10 bytes into the heap, held 0x10 then: written at line 11 (f 2), in insert, X:<*next(b) = free_list;>, called in coalesce,
"""),
}

TRACES = {
    "T": TRACE,
    "large": "0\n4\n8\n0\na 0 100\na 1 24\na 2 100\nf 1\na 3 200000\nf 0\nf 2\nf 3\n",
    "joins": "0\n7\n14\n0\n" + "".join(f"a {i} 100\n" for i in range(4)) + "f 0\nf 2\nf 1\na 4 200\na 5 100\na 6 50\nf 3\nf 4\nf 5\nf 6\n",
    "circle": "0\n7\n14\n0\n" + "".join(f"a {i} 100\n" for i in range(6)) + "f 0\nf 2\nf 4\nf 1\na 6 3900\nf 3\nf 5\nf 6\n",
}

BASES = sorted({base for base, *_ in BUGS.values()})


@pytest.fixture(scope="module")
def plugins(lab):
    """All of them, and the correct ones, built at once to be watched."""
    folder = pathlib.Path(lab.path, BUILD)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in TRACES.items():
        (folder / f"{name}.rep").write_text(text)
    for base in BASES:
        source = pathlib.Path(lab.path, f"tests/students/{base}.c").read_text(encoding="ascii")
        (folder / f"{base}.c").write_text(source)
        for name, (of, old, new, *_) in BUGS.items():
            if of == base:
                assert source.count(old) == 1, name
                (folder / f"{name}.c").write_text(source.replace(old, new))
    paths = {name: f"{BUILD}/debug/{BUILD}/{name}.so" for name in [*BUGS, *BASES]}
    made = lab.run("make", "-j2", f"BUILD={BUILD}", "CFLAGS=-w", *paths.values())
    assert made.returncode == 0, made.stderr
    return paths


def run(lab, plugins, name, trace):
    return lab.mdriver("-c", "-D", *(["-s", "1"] if trace == "circle" else []), "-a", f"./{plugins[name]}", "-f", f"{BUILD}/{trace}.rep" if trace in TRACES else trace)


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the addresses are those of 8 bytes")
@pytest.mark.parametrize("name", [pytest.param(name, marks=wants_backtrace if name == "past-the-heads" else ()) for name in BUGS])
def test_who_left_it(lab, plugins, name):
    *_, trace, sentences = BUGS[name]
    assert_told(lab, name, sentences, run(lab, plugins, name, trace).stdout, BUILD)


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("trace", ["T", "traces/git.rep", "traces/edge/resize.rep"])
def test_the_correct_ones(lab, plugins, base, trace):
    done = run(lab, plugins, base, trace)
    assert done.returncode == 0 and "out of order" not in done.stdout, done.stdout
