"""a larger trace of the same kind: so many of it at once, or all sizes so many times as large"""

from tracing import trace as traces
from tracing.filter import at_least_1
from tracing.merge import merged


def arguments(parser):
    parser.add_argument("trace")
    parser.add_argument("--times", type=at_least_1, default=1, metavar="N", help="so many programs at once")
    parser.add_argument("--sizes", type=float, default=1, metavar="X", help="every size times X")
    parser.add_argument("-o", metavar="TRACE", help="standard output otherwise")


def larger(request, factor):
    """At least 1 byte stays of what had some."""
    if request.op == "f" or request.note or not request.numbers[-1]:
        return request
    return request.sized(max(1, round(request.size * factor)))


def run(options):
    if not 0 < options.sizes < 1 << 20:
        raise traces.UserError("--sizes: a number above 0 is wanted")
    trace = traces.read(options.trace)
    requests = [larger(request, options.sizes) for request in trace.requests] if options.sizes != 1 else trace.requests
    trace.requests = merged([requests] * options.times)
    traces.write(trace, options.o)
    return 0
