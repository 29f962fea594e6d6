"""frees at the end what is never freed"""

from tracing import trace as traces


def arguments(parser):
    parser.add_argument("trace")
    parser.add_argument("-o", metavar="TRACE", help="standard output otherwise")


def run(options):
    trace = traces.read(options.trace)
    trace.requests += [traces.Request("f", key) for key in traces.survivors(trace.requests)]
    traces.write(trace, options.o)
    return 0
