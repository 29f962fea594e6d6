#!/usr/bin/env python3
"""make.py - Writes the edge traces: what no program asks often, and every allocator must answer.

    traces/edge/make.py [FOLDER]     into FOLDER instead of its own

Each trace begins with a comment that says what it is for.
"""

import itertools
import os
import sys

NEAR_MAX = ["SIZE_MAX"] + [f"SIZE_MAX-{n}" for n in (1, 7, 8, 15, 16, 24, 31, 32, 47, 64, 4095, 4096, 65535)]
TOO_MUCH = NEAR_MAX + [f"SIZE_MAX/{n}" for n in (2, 3, 4)]

# 2^31, 2^32 and more, and what lies beside them: cut to 32 bits, they are negative or small.
LARGE = [(1 << 31) + d for d in (-1, 0, 1, 16, 1024)] + [(1 << 32) + d for d in (-17, -16, -8, -1, 0, 1, 16, 32, 1000)]
LARGE += [3 << 31, 1 << 33, (1 << 33) + 16, (1 << 33) + 1000, 1 << 34, 1 << 40, (1 << 40) + 16, 1 << 48]

GIB = 1 << 30    # HEAP_LIMIT in config.h
NEAR_LIMIT = [GIB - d for d in (0, 1, 16, 24, 124, 1024, 4096, 65536, 1 << 20, 1 << 22)] + [3 * GIB // 4, GIB // 2 + 1]

COUNTS = [(10, 100), (100, 10), (1, 1000), (1000, 1), (3, 7), (7, 3), (2, 8), (8, 2), (16, 16), (255, 257), (1, 1),
          (1, 17), (33, 31), (100, 100), (4096, 16), (1, 65536), (65536, 1)]
OVERFLOWS = ["SIZE_MAX SIZE_MAX", "SIZE_MAX/2 3", "3 SIZE_MAX/2", "SIZE_MAX/15 16", "SIZE_MAX-1 2", "2 SIZE_MAX-1",
             "SIZE_MAX/255 256", "1 SIZE_MAX", "SIZE_MAX 1"]
CUT_PRODUCTS = [(1 << 16, 1 << 16), (1 << 32, 1 << 32), ((1 << 32) + 1, (1 << 32) + 1), ((1 << 31) + 1, 2),
                (2, (1 << 31) + 1), ((1 << 28) + 1, 16), (16, (1 << 28) + 1), ((1 << 32) // 5 + 1, 5),
                ((1 << 60) + 1, 16), ((1 << 63) + 1, 2), ((1 << 64) // 3 + 1, 3)]


def nothing():
    """Requests for nothing: mm.h says that each may return NULL, or for 0 bytes
    something that can be freed."""
    yield from ("f -1", "a 0 0", "f 0", "c 0 0", "f 0", "c 0 0 100", "f 0", "c 0 100 0", "f 0")
    yield from ("r 0 100         # of NULL: an allocation", "r 0 0           # frees it", "r 0 0           # of NULL")
    yield from ("a 0 100", "f -1", "a 1 0", "f 0", "f 1", "a 0 200", "r 0 0", "a 0 100", "f 0")


def too_much():
    """More than the heap can hold: NULL, and all that is live stays as it was."""
    yield from ("a 0 100", "a 1 1000", "f 0             # a hole that must not be touched")
    yield from (f"a 2 {size} fails" for size in TOO_MUCH)
    yield from (f"r 1 {size} fails" for size in TOO_MUCH)
    yield from (f"c 2 {size} fails" for size in NEAR_MAX[:4])
    yield from ("a 0 100", "r 1 2000", "f 1", "f 0")


def int_sizes():
    """Sizes that an int or an unsigned cannot hold: cut to 32 bits, some of them are small."""
    yield "a 0 100"
    for size in LARGE:
        yield from (f"a 1 {size} fails", f"r 0 {size} fails", f"c 1 {size} fails")
    yield from ("a 1 100", "f 0", "f 1")


def limit():
    """Just below what the heap can hold, which is 1 GiB (HEAP_LIMIT in config.h): NULL or a
    payload."""
    yield "a 0 100"
    for size in NEAR_LIMIT:
        yield from (f"a 1 {size} may fail", "f 1")
    for size in NEAR_LIMIT[::3]:
        yield from (f"r 0 {size} may fail", "r 0 100")
    yield from ("a 1 1000 may fail", "f 0", "f 1")


def calloc():
    """Every kind of count: the payload has count times size bytes, all of them zero."""
    yield from (f"c {i} {count} {size}" for i, (count, size) in enumerate(COUNTS))
    yield from (f"f {i}" for i in range(0, len(COUNTS), 2))
    for i in range(0, len(COUNTS), 2):
        count, size = COUNTS[i]
        yield f"c {i} {size} {count}       # in memory that was used"
    yield from (f"f {i}" for i in range(len(COUNTS)))
    yield from (f"c 0 {product} fails" for product in OVERFLOWS)
    yield from ("c 0 5 5", "f 0")


def calloc_products():
    """Products that are more than 32 or 64 bits can hold: cut, some of them are small."""
    yield "c 0 100 10"
    yield from (f"c 1 {count} {size} fails" for count, size in CUT_PRODUCTS)
    yield from ("c 1 10 10", "f 0", "f 1")


def memalign():
    """Aligned memory, m ID ALIGNMENT SIZE, among other requests; where there is no mm_memalign
    it is malloc."""
    sizes = list(itertools.product((8, 16, 32, 64, 128, 256, 512, 1024, 4096), (1, 24, 100, 1000, 5000)))
    for i, (alignment, size) in enumerate(sizes):
        yield from (f"m {2 * i} {alignment} {size}", f"a {2 * i + 1} {40 + i}")
    ids = range(2 * len(sizes))
    yield from (f"f {i}" for i in ids[::3])
    yield from (f"r {i} {50 + i * 13}" for i in ids[1::3])
    yield from (f"m {i} {8 << i % 7} {30 + i * 11}" for i in ids[::3])
    yield from (f"f {i}" for i in ids)


def neighbours():
    """The cases of coalescing: three neighbours freed in each order, then one as large as all."""
    yield "a 0 64          # a guard before"
    for order in itertools.permutations((1, 2, 3)):
        for size in (24, 100, 504):
            yield from (f"a {i} {size}" for i in (1, 2, 3))
            yield "a 4 24          # a guard behind"
            yield from (f"f {i}" for i in order)
            yield from (f"a 1 {3 * size}", "f 1", "f 4")
    yield "f 0"


def sizes():
    """Every small size, and those around powers of two: allocated, freed and allocated again."""
    steps = (-17, -16, -15, -9, -8, -7, -1, 0, 1, 7, 8, 9, 15, 16, 17)
    values = list(range(1, 130)) + [(1 << power) + step for power in range(8, 18) for step in steps]
    ids = range(len(values))
    yield from (f"a {i} {values[i]}" for i in ids)
    yield from (f"f {i}" for i in ids[::2])
    yield from (f"a {i} {values[i]}" for i in ids[::2])
    yield from (f"f {i}" for i in ids[1::2])
    yield from (f"a {i} {values[-1 - i]}" for i in ids[1::2])
    yield from (f"f {i}" for i in reversed(ids))


def resize():
    """Realloc to larger, smaller and equal sizes, with room behind, before, on both sides and none."""
    yield from ("a 0 100", "a 1 100")
    for size in (100, 101, 99, 1, 2, 8, 16, 24, 200, 1000, 999, 1001, 5000, 4999, 40, 100000, 100, 17):
        yield from (f"r 0 {size}", f"r 1 {max(1, size // 2)}")
    yield "f 1"
    yield from (f"r 0 {100 << step}       # into the room behind" for step in range(1, 7))
    yield "a 1 50"
    yield from (f"r 0 {size}" for size in (3200, 1600, 12, 12000))
    yield from ("a 2 100", "a 3 100", "a 4 100", "f 2", "r 3 200         # the room is before it")
    yield from ("f 4", "r 3 400         # and behind it", "f 3", "f 1", "f 0")


def realloc_leak():
    """A block with another behind it grows, and both are freed, over and over: the heap must not
    grow as if the old block were lost each time. The driver compares it with a replay in which
    malloc and free stand for realloc."""
    for _ in range(400):
        yield from ("a 0 1000", "a 1 16", "r 0 3000", "f 0", "f 1")


TRACES = {"nothing": nothing, "too-much": too_much, "limit": limit, "calloc": calloc, "memalign": memalign,
          "neighbours": neighbours, "sizes": sizes, "resize": resize, "realloc-leak": realloc_leak,
          "64-bit/int-sizes": int_sizes, "64-bit/calloc-products": calloc_products}


def text_of(make):
    """Comment, header and requests: weight 4, and no peak, which is not used."""
    lines = list(make())
    comment = "".join(f"# {line.strip()}\n" for line in make.__doc__.splitlines())
    ids = 1 + max(int(line.split()[1]) for line in lines)
    return f"{comment}4\n{ids}\n{len(lines)}\n0\n" + "\n".join(lines) + "\n"


def main(arguments):
    if arguments[:1] in (["-h"], ["--help"]) or len(arguments) > 1:
        print(__doc__.strip())
        return 0 if len(arguments) == 1 else 2
    folder = arguments[0] if arguments else os.path.dirname(os.path.abspath(__file__))
    for name, make in TRACES.items():
        path = os.path.join(folder, name + ".rep")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="ascii") as file:
            file.write(text_of(make))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
