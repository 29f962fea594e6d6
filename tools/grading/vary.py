"""vary - Other traces with the same work: what an honest allocator serves about alike.

From a trace and a seed: the ids are renumbered; each size becomes another one, further away than
any alignment rounds, and equal sizes stay equal; neighbouring requests of different blocks change
places here and there; and a few requests come first. What a program does is still the same: which
blocks live side by side, which are alike, and for how long. One that knows a published trace, by
its sizes, its first requests or its length, no longer meets it.
Heaps do move on such traces; how far is honest, the reference family shows (family.py).
"""

import math
import random
import os

REQUIRED = 4        # the largest weight; a first number beyond it is CS:APP's heap size
GRANULE = 16        # every size moves by so many bytes at least: no alignment is larger
STRETCH = (0.7, 1.4)    # and by a factor between these, another one at each power of two
LARGEST = 1 << 30   # sizes beyond are probes of the limits, and stay
SWAPPED = 0.05      # of the requests
PREFIX = (4, 24)    # how many blocks are allocated, and freed, before the trace begins
PREFIX_SIZE = 200


class Malformed(Exception):
    pass


def requests(text):
    """The weight, the number of ids, and the requests as (letter, id, size)."""
    lines = (line.split("#")[0].split() for line in text.splitlines())
    lines = [words for words in lines if words]
    try:
        header = [int(number) for words in lines[:4] for number in words]
        if len(header) != 4 or any(len(words) != 1 for words in lines[:4]):
            raise ValueError
        work = [(words[0], int(words[1]), int(words[2]) if len(words) > 2 else 0)
                for words in lines[4:]]
    except (ValueError, IndexError):
        raise Malformed("not a trace")
    weight = header[0] if header[0] <= REQUIRED else header[3]
    return weight, header[1], work


def peak(work):
    live, now, most = {}, 0, 0
    for _, name, n in work:
        now += n - live.pop(name, 0)
        if n:
            live[name] = n
        most = max(most, now)
    return most


def stretched(chance):
    """A function of sizes: by how much STRETCH, and GRANULE bytes at least. Between two powers of two
    the factor goes from the one's to the other's, so that sizes close together stay so."""
    low, high = map(math.log, STRETCH)
    factors = [math.exp(chance.uniform(low, high)) for _ in range(LARGEST.bit_length() + 1)]

    def moved(n):
        if n == 0 or n > LARGEST:
            return n
        octave, part = divmod(math.log2(n), 1)
        here, next_one = factors[int(octave)], factors[int(octave) + 1]
        far = round(n * here * (next_one / here) ** part) - n
        if abs(far) < GRANULE:
            far = -GRANULE if far < 0 else GRANULE
        return n + far if n + far > 0 else n + GRANULE
    return moved


def swapped(work, chance):
    """Some requests change places with the next one, if that is of another block."""
    work = list(work)
    for i in range(len(work) - 1):
        if chance.random() < SWAPPED and work[i][1] != work[i + 1][1]:
            work[i], work[i + 1] = work[i + 1], work[i]
    return work


def prefix(first_id, chance):
    ids = range(first_id, first_id + chance.randint(*PREFIX))
    frees = [("f", name, 0) for name in ids]
    chance.shuffle(frees)
    return [("a", name, chance.randint(1, PREFIX_SIZE)) for name in ids] + frees


def varied(text, seed):
    """The text of another trace; the same for the same text and seed."""
    chance = random.Random(seed)
    weight, ids, work = requests(text)
    before = prefix(ids, chance)
    names = list(range(ids + len(before) // 2))
    chance.shuffle(names)
    moved = stretched(chance)
    work = before + [(letter, name, moved(n)) for letter, name, n in swapped(work, chance)]
    work = [(letter, names[name] if name >= 0 else -1, n) for letter, name, n in work]
    lines = [f"f {name}" if letter == "f" else f"{letter} {name} {n}" for letter, name, n in work]
    return "\n".join([str(weight), str(len(names)), str(len(work)), str(peak(work)), *lines, ""])


def write_folder(traces, seed, folder):
    """A varied trace for each of the files, in the folder; their paths, in the same order."""
    os.makedirs(folder, exist_ok=True)
    paths = []
    for path in traces:
        with open(path, encoding="ascii", errors="replace") as file:
            try:
                text = varied(file.read(), f"{seed} {os.path.basename(path)}")
            except Malformed:
                raise Malformed(f"{path}: not a trace")
        paths.append(os.path.join(folder, os.path.basename(path)))
        with open(paths[-1], "w") as file:
            file.write(text)
    return paths
