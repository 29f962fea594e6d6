"""mtrace - glibc's: MALLOC_TRACE=x.log LD_PRELOAD=libc_malloc_debug.so.0, in a program that calls mtrace().

    @ ./x:[0x11ad] + 0x564aebcd02a0 0x18       malloc, calloc, memalign
    @ ./x:[0x120d] - 0x564aebcd04a0            free
    @ ./x:[0x11e8] < 0x564aebcd02a0            realloc: from here
    @ ./x:[0x11e8] > 0x564aebcd05a0 0x1f4      to here; ! in place of both: it failed
"""

import re

from tracing.formats import Addresses, lines

LINE = re.compile(r"(?:@ .* )?([-+<>!]) (0x[0-9a-f]+|\(nil\))(?: (0x[0-9a-f]+|0))?\s*$")


def read(data):
    records, old = Addresses(), 0
    for _, line in lines(data):
        match = LINE.match(line)
        if not match:
            continue    # "= Start", or what the program itself has written there
        kind, address, size = match[1], int(match[2], 16) if match[2][0] == "0" else 0, int(match[3] or "0", 16)
        if kind == "+":
            records.allocate(address, size)
        elif kind == "-":
            records.free(address)
        elif kind == "<":
            old = address
        elif kind == ">":
            records.reallocate(old, address, size)
    return records.requests
