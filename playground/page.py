#!/usr/bin/env python3
"""page.py - Puts allocators in WebAssembly, traces and the page's files together to one HTML file.

    playground/page.py build/playground.html build/wasm/explicit-lifo.wasm ...

The first allocator is shown first, beside the second. The traces are the short ones of traces/, and one of
each family of traces/gen.py.
"""

import base64
import glob
import io
import json
import os
import random
import sys
import zlib

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(HOME, "traces"))
sys.dont_write_bytecode = True
import gen  # noqa: E402, from traces/

MOST_REQUESTS = 6000    # of a family's trace, as in docs/policies.md
MOST_TEXT = 64 << 10    # of a trace of traces/, in bytes
WORKER = ["driver/page/data.js", "playground/record.js", "playground/worker.js"]
SCRIPTS = ["driver/page/data.js", "driver/page/state.js", "driver/page/draw.js", "driver/page/tell.js",
           "driver/page/main.js", "playground/trace.js", "playground/playground.js"]


def read(path, mode="r"):
    with open(os.path.join(HOME, path), mode) as file:
        return file.read()


def generated(family):
    """As traces/gen.py writes it."""
    trace, text = gen.Trace(), io.StringIO()
    gen.FAMILIES[family](trace, random.Random(1), MOST_REQUESTS)
    trace.write(text, 1, f"gen.py {family} --requests {MOST_REQUESTS} --seed 1 --weight 1")
    return text.getvalue()


def traces():
    """Texts by name: of two of the same name, the one of traces/."""
    found = {family: generated(family) for family in gen.FAMILIES}
    for path in sorted(glob.glob(os.path.join(HOME, "traces", "*.rep"))):
        if os.path.getsize(path) <= MOST_TEXT:
            found[os.path.basename(path)[:-len(".rep")]] = read(path)
    return found


def packed(parts):
    """One after the other, deflated, in base64."""
    deflate = zlib.compressobj(9, wbits=-15)
    return base64.b64encode(deflate.compress(b"".join(parts)) + deflate.flush()).decode()


def page(modules):
    allocators = [(os.path.basename(path)[:-len(".wasm")], read(path, "rb")) for path in modules]
    texts = [(name, text.encode()) for name, text in traces().items()]
    facts = {"allocators": [[name, len(code)] for name, code in allocators],
             "traces": [[name, len(text)] for name, text in texts]}
    scripts, worker = ("\n".join(map(read, paths)) for paths in (SCRIPTS, WORKER))
    title, rest = read("driver/page/heap.html").split("</h1>\n")
    body = f"{title}</h1>\n{read('playground/controls.html')}{rest}"
    return "\n".join([
        '<!doctype html>\n<meta charset="utf-8">\n<title>See the heap</title>',
        f"<style>\n{read('driver/page/heap.css')}{read('playground/controls.css')}</style>", body,
        f'<script type="application/json" id="facts">{json.dumps(facts)}</script>',
        f'<script type="text/plain" id="numbers">{packed(part for _, part in allocators + texts)}</script>',
        f'<script type="text/plain" id="worker">\n{worker}</script>',
        f'<script type="module">\n{scripts}</script>', ""])


def main(arguments):
    if len(arguments) < 2:
        print(__doc__.strip())
        return 2
    with open(arguments[0], "w", encoding="utf-8") as file:
        file.write(page(arguments[1:]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
