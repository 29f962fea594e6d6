"""the same program on another day: sizes a little different, neighbours in another order"""

import random

from tracing import trace as traces

PART = 0.05    # by which a size may change, and how often two neighbours change places


def arguments(parser):
    parser.add_argument("seed", type=int)
    parser.add_argument("trace")
    parser.add_argument("-o", metavar="TRACE", help="standard output otherwise")


def resized(requests, chance):
    """A size becomes the same other size wherever it stands, as a struct that has grown."""
    others = {}
    for request in requests:
        size = request.numbers[-1] if request.numbers else 0
        if request.op == "f" or request.note or len(request.numbers) == 2 and request.op == "c" or size == 0:
            yield request
            continue
        if size not in others:
            others[size] = max(1, round(size * (1 + chance.uniform(-PART, PART)) + chance.choice((-1, 0, 1))))
        yield request.sized(others[size])


def reordered(requests, chance):
    """Neighbours that have nothing to do with each other."""
    requests = list(requests)
    for i in range(len(requests) - 1):
        if requests[i].key != requests[i + 1].key and chance.random() < PART:
            requests[i], requests[i + 1] = requests[i + 1], requests[i]
    return requests


def run(options):
    chance = random.Random(options.seed)
    trace = traces.read(options.trace)
    trace.requests = reordered(resized(trace.requests, chance), chance)
    trace.comment += f", perturbed {options.seed}"
    traces.write(trace, options.o)
    return 0
