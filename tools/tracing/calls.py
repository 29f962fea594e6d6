"""calls.py - Calls of the malloc family as text, as several tools print them."""

from tracing.formats import Addresses


class Calls:
    """By the function's name, its arguments (numbers) and its result."""

    def __init__(self):
        self.records = Addresses()
        self.known = {
            "malloc": lambda result, n: self.records.allocate(result, n),
            "calloc": lambda result, count, n: self.records.allocate(result, count * n, "c"),
            "realloc": lambda result, old, n: self.records.reallocate(old, result, n),
            "reallocarray": lambda result, old, count, n: self.records.reallocate(old, result, count * n),
            "memalign": lambda result, alignment, n: self.records.allocate(result, n, "a", alignment),
            "aligned_alloc": lambda result, alignment, n: self.records.allocate(result, n, "a", alignment),
            "valloc": lambda result, n: self.records.allocate(result, n, "a", 4096),
            "free": lambda result, old: self.records.free(old),
        }

    def take(self, name, numbers, result):
        """False if it is none of the family."""
        if name not in self.known:
            return False
        most = self.known[name].__code__.co_argcount - 1
        self.known[name](result, *numbers[:most])
        return True
