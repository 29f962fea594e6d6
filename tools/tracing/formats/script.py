"""script - Stanford's: requests a, r and f as in a trace, and no header."""

from tracing.formats import Malformed, lines
from tracing.trace import UserError, parse_request


def read(data):
    requests = []
    for number, line in lines(data):
        words = line.partition("#")[0].split()
        if words:
            try:
                requests.append(parse_request(words, number))
            except UserError as error:
                raise Malformed(number, str(error).partition(": ")[2]) from None
    return requests


def write(requests):
    """calloc and memalign are malloc there; what fails is left out."""
    text = []
    for r in requests:
        if not r.note and r.key >= 0:
            text.append(f"f {r.key}" if r.op == "f" else f"{'r' if r.op == 'r' else 'a'} {r.key} {r.size}")
    return "\n".join(text) + "\n"
