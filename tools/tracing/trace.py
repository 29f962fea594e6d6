"""trace.py - A trace as a list of requests: read, written, followed."""

import gzip
import os
import re
import sys
from dataclasses import dataclass

SIZE_MAX = (1 << 64) - 1
SIZE = re.compile(r"SIZE_MAX(?:([-/])(\d+))?|\d+")
WORDS = {"a": (1,), "c": (1, 2), "m": (2,), "r": (1,), "f": (0,)}    # how many numbers after the id


class UserError(Exception):
    """What the user did wrong, in a sentence."""


@dataclass(frozen=True)
class Request:
    """A line of a trace. The numbers are those after the id, the note what follows them."""
    op: str
    key: int
    numbers: tuple = ()
    note: str = ""

    @property
    def size(self):
        """Bytes that are live afterwards; 0 of one that fails."""
        if self.note or self.op == "f":
            return 0
        return self.numbers[0] * self.numbers[1] if self.op == "c" and len(self.numbers) == 2 else self.numbers[-1]

    def of(self, key):
        """The same request, of another id."""
        return Request(self.op, key, self.numbers, self.note)

    def sized(self, size):
        """The same request, of another size."""
        numbers = self.numbers[:-1] if self.op == "m" else ()
        return Request(self.op, self.key, numbers + (size,), self.note)

    def __str__(self):
        numbers = [f"SIZE_MAX-{SIZE_MAX - n}" if n > SIZE_MAX // 2 else str(n) for n in self.numbers]
        return " ".join([self.op, str(self.key), *numbers, *([self.note] if self.note else [])])


@dataclass
class Trace:
    requests: list
    weight: int = 1
    comment: str = ""


def number_of(word):
    """A size as in the text; None if it is none."""
    match = SIZE.fullmatch(word)
    if not match:
        return None
    if not word.startswith("SIZE_MAX"):
        return int(word)
    n = int(match[2] or 0)
    return SIZE_MAX - n if match[1] != "/" else SIZE_MAX // max(n, 1)


def parse_request(words, where):
    op = words[0]
    if op not in WORDS:
        raise UserError(f"{where}: '{op}' is no request: a, c, m, r and f are")
    if len(words) < 2 or not re.fullmatch(r"\d+" if op != "f" else r"\d+|-1", words[1]):
        raise UserError(f"{where}: id is missing, or no number")
    numbers, rest = [], words[2:]
    while rest and number_of(rest[0]) is not None:
        numbers.append(number_of(rest.pop(0)))
    note = " ".join(rest)
    if len(numbers) not in WORDS[op] or note not in ("", "fails", "may fail"):
        raise UserError(f"{where}: this is no request: '{' '.join(words)}'")
    return Request(op, int(words[1]), tuple(numbers), note)


def lines_of(path):
    """Lines without comments, with their numbers; a compressed file is decompressed."""
    try:
        data = sys.stdin.buffer.read() if path == "-" else open(path, "rb").read()
        text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig", "replace")
    except (OSError, EOFError) as error:
        raise UserError(f"{path}: {getattr(error, 'strerror', None) or error}") from None
    for number, line in enumerate(text.split("\n"), 1):
        words = line.partition("#")[0].split()
        if words:
            yield number, words


def check_header(path, header, requests):
    """Of 4 numbers, 2, or none. The weight."""
    if len(header) not in (0, 2, 4):
        raise UserError(f"{path}: a header has 4 numbers, 2 or none, but here are {len(header)}")
    promised = header[2 if len(header) == 4 else 1] if header else len(requests)
    if promised != len(requests):
        raise UserError(f"{path}: the header says {promised} requests, but there are {len(requests)}")
    if not requests:
        raise UserError(f"{path}: there is no request")
    return 1 if len(header) < 4 else header[0] if header[0] <= 4 else header[3]


def check_life(path, requests, lines):
    """No live id is allocated, and only a live one freed."""
    live = set()
    for request, line in zip(requests, lines):
        op, key = request.op, request.key
        if op in "acm" and key in live:
            raise UserError(f"{path}:{line}: id {key} is allocated, but it is live")
        if op == "f" and key >= 0 and key not in live:
            raise UserError(f"{path}:{line}: id {key} is freed, but it is not live")
        if op == "f" or (op == "r" and request.numbers == (0,)):
            live.discard(key)
        elif not request.note:
            live.add(key)


def read(path):
    header, requests, lines = [], [], []
    for number, words in lines_of(path):
        if not requests and all(word.isdigit() for word in words):
            header += map(int, words)
        else:
            requests.append(parse_request(words, f"{path}:{number}"))
            lines.append(number)
    weight = check_header(path, header, requests)
    check_life(path, requests, lines)
    return Trace(requests, weight, f"from {os.path.basename(path)}")


def follow(requests):
    """Of each request: itself, the bytes of its id before and after, and the live bytes in sum."""
    sizes, payload = {}, 0
    for request in requests:
        before = sizes.get(request.key, 0)
        after = before if request.note else request.size
        payload += after - before
        sizes[request.key] = after
        yield request, before, after, payload


def survivors(requests):
    """The ids that are live at the end, in the order of their allocation."""
    live = {}
    for request in requests:
        if request.op == "f" or (request.op == "r" and request.numbers == (0,)):
            live.pop(request.key, None)
        elif not request.note:
            live.setdefault(request.key)
    return list(live)


def text_of(trace):
    ids = 1 + max(request.key for request in trace.requests)
    peak = max(payload for *_, payload in follow(trace.requests))
    head = [f"# {trace.comment}"] if trace.comment else []
    head += [str(n) for n in (trace.weight, max(ids, 1), len(trace.requests), peak)]
    return "\n".join(head + [str(request) for request in trace.requests]) + "\n"


def save(text, path):
    """Text or bytes, into a file or to standard output."""
    data = text.encode("ascii", "replace") if isinstance(text, str) else text
    if path in (None, "-"):
        sys.stdout.buffer.write(data)
        return
    try:
        with open(path, "wb") as file:
            file.write(gzip.compress(data, mtime=0) if path.endswith(".gz") else data)
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}") from None


def write(trace, path):
    if not trace.requests:
        raise UserError("nothing is left: a trace has one request at least")
    save(text_of(trace), path)
