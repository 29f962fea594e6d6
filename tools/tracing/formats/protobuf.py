"""protobuf - malloc-bench's (.trace, also compressed by gzip), decoded here: no library is needed.

A file is fields of key and value. Key: 8 * number + kind; kind 0 is a number in groups of 7 bits,
the lowest first, kind 2 a length and so many bytes. Field 1 of the file is a request, which has one
field, by its number:

    1 malloc (1 id, 2 bytes, 3 alignment)    2 free (1 id)
    3 realloc (1 id, 2 old id, 3 bytes)      4 calloc (1 id, 2 count, 3 bytes)

A realloc gives the payload another id; without an old one it is of NULL, without a new one it frees.
"""

from tracing.formats import Addresses, Malformed, Writer

MALLOC, FREE, REALLOC, CALLOC = 1, 2, 3, 4


def number_at(data, at):
    """The number there, and where it ends."""
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 128:
            return value, at


def fields(data):
    """Pairs of number and value."""
    at = 0
    while at < len(data):
        key, at = number_at(data, at)
        value, at = number_at(data, at)
        if key & 7 == 2:
            value, at = data[at:at + value], at + value
        elif key & 7 != 0:
            raise IndexError
        yield key >> 3, value


def take(records, kind, values):
    """An id is as good as an address; but 0 may be one, and is no address."""
    def address(i):
        return values[i] + 1 if i in values else 0

    if kind == MALLOC:
        records.allocate(address(1), values.get(2, 0), "a", values.get(3, 0))
    elif kind == CALLOC:
        records.allocate(address(1), values.get(2, 0) * values.get(3, 0), "c")
    elif kind == REALLOC:
        records.reallocate(address(2), address(1), values.get(3, 0))
    elif kind == FREE:
        records.free(address(1))


def read(data):
    records, count = Addresses(), 0
    try:
        for name, line in fields(data):
            if name == 1:
                count += 1
                for kind, value in fields(line):
                    take(records, kind, dict(fields(value)))
    except (IndexError, TypeError):
        raise Malformed(f"request {count + 1}", "this is no protobuf of malloc-bench's") from None
    return records.requests


def packed(value):
    """A number in groups of 7 bits."""
    groups = []
    while value > 127:
        groups.append(value & 127 | 128)
        value >>= 7
    return bytes(groups + [value])


def message(number, content):
    return packed(8 * number + 2) + packed(len(content)) + content


def numbers(*values):
    """Fields 1, 2, ...; without those that are None."""
    return b"".join(packed(8 * i) + packed(value) for i, value in enumerate(values, 1) if value is not None)


def line_of(writer, r):
    if r.op == "f":
        return message(FREE, numbers(writer.live.pop(r.key)))
    if r.op == "r":
        old = writer.live.pop(r.key, None)
        return message(REALLOC, numbers(writer.new(r.key) if r.size else None, old, r.size))
    if r.op == "c":
        return message(CALLOC, numbers(writer.new(r.key), *(r.numbers if len(r.numbers) == 2 else (1, r.size))))
    return message(MALLOC, numbers(writer.new(r.key), r.size, *([r.numbers[0]] if r.op == "m" else [])))


def write(requests):
    """With the most payloads that live at once, as the last field."""
    writer, lines, most = Writer(), [], 0
    for r in requests:
        if not r.note and r.key >= 0:
            lines.append(message(1, line_of(writer, r)))
            most = max(most, len(writer.live))
    return b"".join(lines) + packed(8 * 2) + packed(most)
