"""several traces as one, as if their programs ran at the same time"""

from tracing import trace as traces


def arguments(parser):
    parser.add_argument("trace", nargs="+")
    parser.add_argument("-o", metavar="TRACE", help="standard output otherwise")


def merged(several):
    """Each trace's requests at even distances over the whole, with ids of their own."""
    first, rows = 0, []
    for number, requests in enumerate(several):
        rows += [((i + 0.5) / len(requests), number, i, request.of(request.key + first) if request.key >= 0 else request)
                 for i, request in enumerate(requests)]
        first += 1 + max(request.key for request in requests)
    return [row[3] for row in sorted(rows, key=lambda row: row[:3])]


def run(options):
    several = [traces.read(path) for path in options.trace]
    comment = "merged: " + " and ".join(trace.comment for trace in several)
    traces.write(traces.Trace(merged([trace.requests for trace in several]), several[0].weight, comment), options.o)
    return 0
