#!/usr/bin/env python3
"""gen.py - Makes traces, the same ones for the same seed.

    traces/gen.py FAMILY [--requests N] [--seed S] [--weight W] [-o TRACE]

The classic shapes:
  short        a few requests by hand, to debug with
  binary       small and large blocks in turn; the large ones are freed and
               replaced by ones that are larger still, so only their holes joined
               with a neighbour would do
  coalescing   two neighbours are freed and a block of their joint size follows
  random       uniformly random sizes, allocated and freed in random order
  realloc      one block grows step by step, small blocks come and go behind it

Synthetic programs (sizes by a power law, so most are small and a few are huge):
  strings      many short strings of any length, few survive
  structs      a handful of exact sizes, freed by type in phases
  arrays       arrays that double by realloc until they are dropped
  mix          all three at once
  phases       like a compiler: each phase keeps a little and drops the rest

Habits of programs:
  buffers      file after file is read into a large buffer; some of the small
               records made meanwhile stay
  words        a table of words that doubles; all is freed, and one block asked
               for that is as large as the heap
  few          ten blocks live, of sizes that hardly ever come again
  rows         rows of equal blocks, each row freed before one of other sizes
  diagram      nodes of three sizes, from a table that grows by realloc
  anew         the same work again and again with larger sizes, nearly all freed
               in between
  vectors      vectors that double by realloc among small blocks that come and go

Adversaries, against one policy each:
  best-worst   two holes and three requests, which fit unless the first of them
               takes the hole that fits it best
  first-worst  small holes in front, which first fit must pass every time, and
               large ones that it gives to requests with a better one behind
  exhausting   a live heap that only grows
  needle       one hole that fits, among hundreds that do not
  ramp         sizes go up in steps, what was freed before is too small
  comb         every second block is freed, and then wants to be larger
"""

import argparse
import random
import sys


class Trace:
    """Requests as they are made; frees and reallocs only of what is live."""

    def __init__(self):
        self.lines, self.sizes, self.ids = [], {}, 0
        self.payload = self.peak = 0

    def __len__(self):
        return len(self.lines)

    def _resize(self, key, n):
        self.payload += n - self.sizes.get(key, 0)
        self.sizes[key] = n
        self.peak = max(self.peak, self.payload)

    def malloc(self, n, letter="a"):
        key = self.ids
        self.ids += 1
        self.lines.append(f"{letter} {key} {n}")
        self._resize(key, n)
        return key

    def calloc(self, n):
        return self.malloc(n, "c")

    def realloc(self, key, n):
        self.lines.append(f"r {key} {n}")
        self._resize(key, n)

    def free(self, key):
        self.lines.append(f"f {key}")
        self.payload -= self.sizes.pop(key)

    def free_all(self):
        for key in list(self.sizes):
            self.free(key)

    def write(self, file, weight, comment):
        file.write(f"# {comment}\n{weight}\n{self.ids}\n{len(self.lines)}\n{self.peak}\n")
        file.writelines(line + "\n" for line in self.lines)


def power_law(rng, least, most, exponent=1.2):
    """A size from least to most; each doubling is about as often as exponent says."""
    return min(most, int(least * rng.paretovariate(exponent)))


def pop_random(rng, keys):
    """Takes one out, in constant time and any order."""
    i = rng.randrange(len(keys))
    keys[i], keys[-1] = keys[-1], keys[i]
    return keys.pop()


def short(t, rng, n):
    a, b, c = t.malloc(100), t.calloc(24), t.malloc(1000)
    t.free(b)
    t.realloc(a, 300)
    d = t.malloc(16)
    t.realloc(c, 500)
    for key in (a, d, c):
        t.free(key)


def binary(t, rng, n):
    small, large = rng.randrange(8, 100), rng.randrange(200, 600)
    pairs = [(t.malloc(small), t.malloc(large)) for _ in range(n // 5)]
    for _, key in pairs:
        t.free(key)
    for _ in pairs:
        t.malloc(large + small)
    t.free_all()


def coalescing(t, rng, n):
    while len(t) < n:
        size = rng.randrange(1000, 5000)
        a, b = t.malloc(size), t.malloc(size)
        t.free(a)
        t.free(b)
        t.free(t.malloc(2 * size))


def uniform(t, rng, n):
    keys = []
    while len(t) + len(keys) < n:
        if keys and rng.random() < len(keys) / (n / 5):
            t.free(pop_random(rng, keys))
        else:
            keys.append(t.malloc(rng.randrange(1, 32768)))
    t.free_all()


def realloc(t, rng, n):
    block, size, behind = t.malloc(512), 512, []
    while len(t) < n - 20:
        size += rng.randrange(8, 128)
        t.realloc(block, size)
        behind.append(t.malloc(rng.randrange(16, 256)))
        if len(behind) > 3:
            t.free(behind.pop(0))
    t.free_all()


def strings(t, rng, n):
    keys = []
    while len(t) + len(keys) < n:
        if len(keys) > 1500 or (keys and rng.random() < 0.47):
            t.free(keys.pop() if rng.random() < 0.6 else pop_random(rng, keys))
        else:
            keys.append(t.malloc(power_law(rng, 5, 4000)))
    t.free_all()


def structs(t, rng, n):
    sizes = sorted({8 * rng.randrange(2, 40) for _ in range(7)})
    while len(t) < n:
        phase = {size: [] for size in sizes}
        for _ in range(rng.randrange(500, 1500)):
            size = rng.choice(sizes)
            phase[size].append(t.calloc(size) if rng.random() < 0.2 else t.malloc(size))
        for size in sizes:
            survivors = len(phase[size]) // 50
            for key in phase[size][survivors:]:
                t.free(key)


def arrays(t, rng, n):
    live = []
    while len(t) + len(live) < n:
        if len(live) < 60:
            live.append(t.malloc(8 * power_law(rng, 1, 16)))
        key = rng.choice(live)
        if t.sizes[key] < power_law(rng, 200, 200000, 0.8):
            t.realloc(key, 2 * t.sizes[key])
        else:
            live.remove(key)
            t.free(key)
    t.free_all()


def mix(t, rng, n):
    keys, growing = [], []
    while len(t) + len(t.sizes) < n:
        kind = rng.random()
        if kind < 0.42:
            keys.append(t.malloc(power_law(rng, 6, 3000)))
        elif kind < 0.50:
            keys.append(t.calloc(rng.choice((24, 40, 56, 72, 136))))
        elif kind < 0.54 or not growing:
            growing.append(t.malloc(power_law(rng, 32, 512)))
        elif kind < 0.60:
            key = rng.choice(growing)
            t.realloc(key, min(100000, t.sizes[key] * 3 // 2 + 8))
        elif kind < 0.63:
            t.free(pop_random(rng, growing))
        elif keys:
            t.free(pop_random(rng, keys) if len(keys) > 1200 or rng.random() < 0.4 else keys.pop())
    t.free_all()


def phases(t, rng, n):
    kept = []
    while len(t) + len(t.sizes) < n:
        scratch = []
        for _ in range(rng.randrange(200, 2000)):
            scratch.append(t.malloc(power_law(rng, 16, 8000, 1.0)))
            if rng.random() < 0.3:
                t.free(scratch.pop())
        rng.shuffle(scratch)
        keep = len(scratch) // 20
        kept += scratch[:keep]
        for key in scratch[keep:]:
            t.free(key)
        while len(kept) > 1000:
            t.free(kept.pop(0))
    t.free_all()


def buffers(t, rng, n):
    size = rng.choice((4000, 33000, 65000)) + rng.randrange(500)
    stay = []
    while len(t) < n:
        name, buffer = t.malloc(rng.randrange(8, 64)), t.malloc(size)
        records = [t.malloc(rng.randrange(16, 90)) for _ in range(rng.randrange(1, 12))]
        for key in records:
            if rng.random() < 0.1:
                stay.append(key)
            else:
                t.free(key)
        t.free(name)
        t.free(buffer)
        if len(stay) > 60:
            t.free(pop_random(rng, stay))
    t.free_all()


def words(t, rng, n):
    buckets, count = 512, 0
    table = t.malloc(8 * buckets)
    while len(t) + len(t.sizes) < n:
        t.malloc(rng.choice((24, 32)))
        t.malloc(min(40, 2 + int(rng.expovariate(0.15))))
        count += 1
        if count > buckets:
            buckets *= 2
            larger = t.malloc(8 * buckets)
            t.free(table)
            table = larger
    report = t.malloc(8000)
    size = t.payload
    keys = [key for key in t.sizes if key != report]
    rng.shuffle(keys)
    for key in keys:
        t.free(key)
    t.malloc(size)
    t.free_all()


def few(t, rng, n):
    live = []
    while len(t) < n:
        if len(live) == 10:
            t.free(pop_random(rng, live))
        live.append(t.malloc(rng.randrange(8, 1000)))
    t.free_all()


def rows(t, rng, n):
    sizes = [rng.randrange(300, 600), rng.randrange(300, 600), rng.randrange(2000, 4000)]
    while len(t) < n:
        for size in sizes:
            for _ in range(60000 // size):
                t.malloc(size + rng.randrange(2))
            t.free_all()


def diagram(t, rng, n):
    nodes, capacity = [], 256
    table = t.malloc(8 * capacity)
    while len(t) + len(nodes) < n:
        nodes.append(t.malloc(rng.choice((24, 32, 32, 40))))
        if len(nodes) > capacity:
            capacity *= 2
            t.realloc(table, 8 * capacity)
        if rng.random() < 0.002:
            first = rng.randrange(len(nodes))
            for key in nodes[first:first + 200]:
                t.free(key)
            del nodes[first:first + 200]
    t.free_all()


def anew(t, rng, n):
    turns = 5
    for turn in range(turns):
        live, end = [], n * (turn + 1) // turns
        while len(t) + len(live) < end:
            size = rng.choice((16, 24, 40, 100, 300, 1500))
            live.append(t.malloc(size * (7 + turn) // 7))
            if rng.random() < 0.45:
                t.free(pop_random(rng, live))
        for key in live[5:]:
            t.free(key)
    t.free_all()


def vectors(t, rng, n):
    doubling, small = [], []
    while len(t) < n:
        if rng.random() < 0.05 or not doubling:
            doubling.append(t.malloc(64))
        key = rng.choice(doubling)
        if rng.random() < 0.08 and t.sizes[key] < 60000:
            t.realloc(key, 2 * t.sizes[key])
        small.append(t.malloc(rng.randrange(16, 120)))
        if len(small) > 300:
            t.free(pop_random(rng, small))
        if len(doubling) > 40:
            t.free(pop_random(rng, doubling))
    t.free_all()


def pair(t, low, high, fence):
    """Two blocks that do not touch, nor what comes after them."""
    keys = t.malloc(low), t.malloc(fence), t.malloc(high), t.malloc(fence)
    return keys[0], keys[2]


def best_worst(t, rng, n):
    """After Knuth's example (The Art of Computer Programming 1, section 2.5)."""
    unit = rng.randrange(4, 12)
    while len(t) < n:
        low, high = pair(t, 650 * unit, 600 * unit, 110 * unit)
        t.free(high)
        t.free(low)
        for size in (500, 550, 125):
            t.malloc(size * unit)


def first_worst(t, rng, n):
    front = [t.malloc(32) for _ in range(1200)]
    for key in front[::2]:
        t.free(key)
    while len(t) < n - 600:
        before = set(t.sizes)
        sizes = range(2000 + rng.randrange(400), 6000, 100)
        pairs = [pair(t, size + 80, size, 200) for size in sizes]
        for size, (low, high) in zip(sizes, pairs):
            t.free(high)
            t.free(low)
            t.malloc(size)
            t.malloc(size + 80)
        for key in [key for key in t.sizes if key not in before]:
            t.free(key)


def exhausting(t, rng, n):
    while len(t) < n:
        t.malloc(power_law(rng, 16, 100000, 1.0))


def needle(t, rng, n):
    keys = [t.malloc(rng.randrange(16, 48)) for _ in range(1500)]
    for key in keys[1::2]:
        t.free(key)
    block = t.malloc(1000)
    t.malloc(16)
    while len(t) < n:
        t.free(block)
        block = t.malloc(rng.randrange(900, 1000))


def ramp(t, rng, n):
    size = 16
    while len(t) < n:
        keys = [t.malloc(size) for _ in range(100)]
        for key in keys[:-2]:
            t.free(key)
        size = size * 17 // 16 + 16 if size < 60000 else 16


def comb(t, rng, n):
    size = 40
    teeth = [t.malloc(size) for _ in range(800)]
    while len(t) < n:
        for i in range(0, len(teeth), 2):
            t.free(teeth[i])
        size = 40 + (size * 5 // 4) % 1500
        for i in range(0, len(teeth), 2):
            teeth[i] = t.malloc(size)
        teeth = teeth[1:] + teeth[:1]


FAMILIES = {"short": short, "binary": binary, "coalescing": coalescing, "random": uniform,
            "realloc": realloc, "strings": strings, "structs": structs, "arrays": arrays,
            "mix": mix, "phases": phases, "buffers": buffers, "words": words, "few": few,
            "rows": rows, "diagram": diagram, "anew": anew, "vectors": vectors,
            "best-worst": best_worst, "first-worst": first_worst,
            "exhausting": exhausting, "needle": needle, "ramp": ramp, "comb": comb}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("family", choices=FAMILIES, metavar="FAMILY")
    parser.add_argument("--requests", type=int, default=10000, metavar="N",
                        help="about how many (10000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weight", type=int, default=1, choices=range(4))
    parser.add_argument("-o", "--output", metavar="TRACE", help="a file (standard output)")
    options = parser.parse_args()
    if options.requests < 1:
        parser.error("--requests wants a number above 0")

    trace = Trace()
    FAMILIES[options.family](trace, random.Random(options.seed), options.requests)
    comment = (f"gen.py {options.family} --requests {options.requests} --seed {options.seed}"
               f" --weight {options.weight}")
    if options.output:
        with open(options.output, "w", encoding="ascii") as file:
            trace.write(file, options.weight, comment)
    else:
        trace.write(sys.stdout, options.weight, comment)


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        sys.exit(0)
