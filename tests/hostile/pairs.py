#!/usr/bin/env python3
"""pairs.py - A short trace on which first fit is slow: it leaves holes that are just too small.

    pairs.py > pairs.rep

The request of 497 bytes is what some of the hostile submissions wait for.
"""

PAIRS = 60


def requests():
    for i in range(PAIRS):
        yield from (f"a {2 * i} 64", f"a {2 * i + 1} 448")
    yield from (f"f {2 * i + 1}" for i in range(PAIRS))
    yield from (f"a {2 * PAIRS + i} 512" for i in range(PAIRS))
    yield from (f"r {2 * PAIRS} 600", f"a {3 * PAIRS} 497", f"c {3 * PAIRS + 1} 100")
    yield from (f"f {2 * i}" for i in range(PAIRS))
    yield from (f"f {i}" for i in range(2 * PAIRS, 3 * PAIRS + 2))


def main():
    lines = list(requests())
    print(1, 3 * PAIRS + 2, len(lines), 0, *lines, sep="\n")


if __name__ == "__main__":
    main()
