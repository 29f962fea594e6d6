"""android - what malloc_debug records, and memory_replay replays.

    77: malloc 0xb4000 24
    77: calloc 0xb4040 3 7
    77: realloc 0xb5000 0xb4000 500       to, from, bytes
    77: memalign 0xb6000 64 100
    77: free 0xb5000
    77: thread_done 0x0

Numbers that follow are times. All threads become one.
"""

import re

from tracing.formats import Addresses, Malformed, Writer, lines

LINE = re.compile(r"\s*\d+: (\w+) (0x[0-9a-fA-F]+)((?: (?:0x[0-9a-fA-F]+|\d+))*)\s*$")


def take(records, kind, address, numbers):
    if kind == "malloc":
        records.allocate(address, numbers[0])
    elif kind == "calloc":
        records.allocate(address, numbers[0] * numbers[1], "c")
    elif kind == "memalign":
        records.allocate(address, numbers[1], "a", numbers[0])
    elif kind == "realloc":
        records.reallocate(numbers[0], address, numbers[1])
    elif kind == "free":
        records.free(address)


def read(data):
    records = Addresses()
    for number, line in lines(data):
        match = LINE.match(line)
        if not match and line.strip():
            raise Malformed(number, f"this is no line of Android's: '{line[:60]}'")
        if match:
            try:
                take(records, match[1], int(match[2], 16), [int(word, 0) for word in match[3].split()])
            except IndexError:
                raise Malformed(number, f"{match[1]} has more numbers") from None
    return records.requests


def write(requests):
    """In thread 1. A request that fails is none there."""
    writer, text = Writer(), []
    for r in requests:
        if r.note or r.key < 0:
            continue
        if r.op == "f":
            text.append(f"1: free {writer.live.pop(r.key):#x}")
        elif r.op == "r" and r.key in writer.live:
            old = writer.live.pop(r.key)
            text.append(f"1: realloc {writer.new(r.key) if r.size else 0:#x} {old:#x} {r.size}")
        elif r.op == "r":
            text.append(f"1: realloc {writer.new(r.key):#x} 0x0 {r.size}")
        elif r.op == "m":
            text.append(f"1: memalign {writer.new(r.key):#x} {r.numbers[0]} {r.size}")
        else:
            numbers = r.numbers if len(r.numbers) == 2 else (1, r.size)
            call = f"calloc {writer.new(r.key):#x} {numbers[0]} {numbers[1]}" if r.op == "c" else f"malloc {writer.new(r.key):#x} {r.size}"
            text.append("1: " + call)
    return "\n".join(text + ["1: thread_done 0x0"]) + "\n"
