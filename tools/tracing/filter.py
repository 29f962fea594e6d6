"""keeps some of the payloads, each with all its requests"""

import zlib

from tracing import trace as traces


def span(text):
    """ "16-64", "16-" or "-64": from and to."""
    low, dash, high = text.partition("-")
    if not dash or not (low + high).isdigit():
        raise ValueError
    return int(low or 0), int(high) if high else float("inf")


def at_least_1(text):
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def arguments(parser):
    parser.add_argument("trace")
    parser.add_argument("--size", type=span, default=(0, float("inf")), metavar="FROM-TO",
                        help="payloads that are allocated with so many bytes")
    parser.add_argument("--window", type=span, default=(0, float("inf")), metavar="FROM-TO",
                        help="requests from the one number to the other, counted from 1; "
                        "what is live before is allocated at the beginning")
    parser.add_argument("--sample", type=at_least_1, default=1, metavar="N", help="one payload in N, by chance")
    parser.add_argument("-o", metavar="TRACE", help="standard output otherwise")


def window(requests, low, high):
    """Those between, after mallocs of what was live before."""
    sizes = {}
    for request, _, after, _ in traces.follow(requests[:max(low - 1, 0)]):
        sizes[request.key] = after
    before = traces.survivors(requests[:max(low - 1, 0)])
    last = len(requests) if high == float("inf") else high
    return [traces.Request("a", key, (sizes[key],)) for key in before] + requests[max(low - 1, 0):last]


def chosen(requests, size, sample):
    """Whether a payload is kept is decided when it is allocated."""
    kept, live, count = {}, set(), 0
    for request in requests:
        if request.key not in live:
            count += 1
            fits = request.op == "f" or size[0] <= (request.size if not request.note else 0) <= size[1]
            kept[request.key] = fits and zlib.crc32(b"%d" % count) % sample == 0
        if request.op == "f" or (request.op == "r" and request.numbers == (0,)):
            live.discard(request.key)
        elif not request.note:
            live.add(request.key)
        if kept[request.key]:
            yield request


def run(options):
    trace = traces.read(options.trace)
    trace.requests = list(chosen(window(trace.requests, *options.window), options.size, options.sample))
    traces.write(trace, options.o)
    return 0
