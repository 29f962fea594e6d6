"""The formats of other tools. Each module has read(data), bytes to requests, and some write(requests)."""

import gzip
import sys

from tracing.trace import Request, UserError

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
LEAST_ALIGNMENT = 16


class Malformed(Exception):
    """A line that is none of the format's, and why."""

    def __init__(self, line, reason):
        super().__init__(f"{line}: {reason}")


def decompressed(data, path):
    if data[:2] == GZIP:
        return gzip.decompress(data)
    if data[:4] != ZSTD:
        return data
    try:
        import zstandard
    except ImportError:
        raise UserError(f"{path}: it is compressed by zstd: zstd -dc {path} | tools/trace convert ... -, or install "
                        "python3-zstandard") from None
    return zstandard.ZstdDecompressor().stream_reader(data).read()


def data_of(path):
    try:
        data = sys.stdin.buffer.read() if path == "-" else open(path, "rb").read()
        return decompressed(data, path)
    except (OSError, EOFError) as error:
        raise UserError(f"{path}: {getattr(error, 'strerror', None) or error}") from None


def lines(data):
    return enumerate(data.decode("utf-8", "replace").splitlines(), 1)


class Addresses:
    """Records with addresses become requests with ids. What is freed but was not seen allocated is left out."""

    def __init__(self):
        self.requests, self.live, self.ids = [], {}, 0

    def add(self, op, key, *numbers):
        self.requests.append(Request(op, key, tuple(numbers)))

    def allocate(self, address, size, op="a", alignment=0):
        """Of 0 bytes: of 1, which the driver's allocators must serve. Who had the address, has lost it."""
        if not address:
            return
        self.free(address)
        numbers = (alignment, max(size, 1)) if alignment > LEAST_ALIGNMENT else (max(size, 1),)
        self.live[address] = self.ids
        self.add("m" if len(numbers) == 2 else op, self.ids, *numbers)
        self.ids += 1

    def free(self, address):
        key = self.live.pop(address, None)
        if key is not None:
            self.add("f", key)

    def reallocate(self, old, new, size):
        """To 0 bytes it frees; where it failed (no new address), all is as it was."""
        if size == 0 and old:
            self.free(old)
            self.allocate(new, 0)
        elif old not in self.live:
            self.allocate(new, size, "a" if old else "r")
        elif new:
            key = self.live.pop(old)
            self.free(new)
            self.live[new] = key
            self.add("r", key, size)


class Writer:
    """For formats that name payloads by addresses: each id has one, of its own."""

    def __init__(self):
        self.live, self.last = {}, 0

    def new(self, key):
        self.last += 16
        self.live[key] = self.last
        return self.last
