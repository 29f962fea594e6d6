"""heaptrack - its record, x.gz or x.zst, interpreted or raw (heaptrack -r). All numbers are hexadecimal.

    a 18 8                interpreted: allocations number 0, 1, ... have this size (and this trace)
    + 1                   one of number 1 is allocated
    - 1                   one of number 1 is freed
    + 18 8 55f0db8471d0   raw: size, trace, address
    - 55f0db8471d0        raw

It knows no realloc but as a free and an allocation, and no memalign. Interpreted, it does not say
which one of several equal payloads is freed; here it is the oldest.
"""

from collections import deque

from tracing.formats import Addresses, Malformed, lines


def read(data):
    records, sizes, live, count = Addresses(), [], {}, 0
    for number, line in lines(data):
        words = line.split()
        if not words or words[0] not in ("a", "+", "-"):
            continue
        try:
            numbers = [int(word, 16) for word in words[1:]]
            if words[0] == "a":
                sizes.append(numbers[0])
            elif words[0] == "+" and len(numbers) == 3:
                records.allocate(numbers[2], numbers[0])
            elif words[0] == "+":
                count += 1
                live.setdefault(numbers[0], deque()).append(-count)    # no address is negative
                records.allocate(-count, sizes[numbers[0]])
            else:
                equal = live.get(numbers[0])
                records.free(equal.popleft() if equal else numbers[0])
        except (ValueError, IndexError):
            raise Malformed(number, f"this is no line of heaptrack's: '{line[:60]}'") from None
    return records.requests
