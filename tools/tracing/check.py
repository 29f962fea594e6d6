"""whether it is a trace, and what in it is odd"""

from tracing import trace as traces


def arguments(parser):
    parser.add_argument("trace", nargs="+")


def odd(trace):
    """Sentences on what no program does, or what a trace need not have."""
    used = {request.key for request in trace.requests if request.key >= 0}
    left = len(traces.survivors(trace.requests))
    if left:
        yield f"{left} payloads are never freed (balance frees them)"
    if used and len(used) <= max(used):
        yield f"{max(used) + 1 - len(used)} ids are never used (renumber closes the gaps)"
    aligned = sum(request.op == "m" and request.numbers[0] & (request.numbers[0] - 1) > 0 for request in trace.requests)
    if aligned:
        yield f"{aligned} alignments are no power of two: the driver refuses them"


def run(options):
    for path in options.trace:
        trace = traces.read(path)
        print(f"{path}: {len(trace.requests)} requests" + "".join(f"; {sentence}" for sentence in odd(trace)))
    return 0
