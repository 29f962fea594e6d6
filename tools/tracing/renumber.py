"""ids in the order in which they are first used; with --reuse as few as there can be"""

import heapq

from tracing import trace as traces


def arguments(parser):
    parser.add_argument("trace")
    parser.add_argument("--reuse", action="store_true", help="an id that is free is used again, the lowest first")
    parser.add_argument("-o", metavar="TRACE", help="standard output otherwise")


def renumbered(requests, reuse):
    new, free, count = {}, [], 0
    for request in requests:
        key = request.key
        if key < 0:
            yield request
            continue
        if key not in new:
            new[key] = heapq.heappop(free) if free else count
            count = max(count, new[key] + 1)
        yield request.of(new[key])
        if reuse and (request.op == "f" or request.note or (request.op == "r" and request.numbers == (0,))):
            heapq.heappush(free, new.pop(key))


def run(options):
    trace = traces.read(options.trace)
    trace.requests = list(renumbered(trace.requests, options.reuse))
    traces.write(trace, options.o)
    return 0
