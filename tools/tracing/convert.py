"""from the records of other tools to a trace; with --to, from a trace to those that are replayed"""

import importlib
import os
import pkgutil

from tracing import formats
from tracing import trace as traces

NAMES = sorted(module.name for module in pkgutil.iter_modules(formats.__path__))


def arguments(parser):
    parser.add_argument("format", choices=NAMES, metavar="FORMAT", help=", ".join(NAMES))
    parser.add_argument("file", metavar="FILE", help="- is standard input")
    parser.add_argument("--to", action="store_true", help="FILE is a trace, and becomes a FORMAT")
    parser.add_argument("-o", metavar="OUT", help="standard output otherwise")


def run(options):
    module = importlib.import_module(f"tracing.formats.{options.format}")
    if options.to:
        if not hasattr(module, "write"):
            raise traces.UserError(f"nothing replays {options.format}'s records, so there is no way to them")
        traces.save(module.write(traces.read(options.file).requests), options.o)
        return 0
    try:
        requests = module.read(formats.data_of(options.file))
    except formats.Malformed as error:
        raise traces.UserError(f"{options.file}:{error}") from None
    if not requests:
        raise traces.UserError(f"{options.file}: there is no request of {options.format}'s in it")
    comment = f"converted from {options.format}: {os.path.basename(options.file)}"
    traces.write(traces.Trace(requests, comment=comment), options.o)
    return 0
