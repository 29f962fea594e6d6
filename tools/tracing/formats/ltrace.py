"""ltrace - ltrace -e malloc+calloc+realloc+memalign+free -o x.log PROGRAM.

    [pid 77] x->malloc(24)                 = 0x5583def592a0
    free(0x5583def592c0)                   = <void>
    malloc(24 <unfinished ...>             and later, of the same process:
    <... malloc resumed> )                 = 0x5583def592a0

Frees are noted before, all else after the call, as one thread's lines may stand between.
"""

import re

from tracing.calls import Calls
from tracing.formats import lines

CALL = re.compile(r"(?:\[pid (\d+)\] |(\d+) )?(?:[^ (]*->)?(\w+)\((.*)$")
RESUMED = re.compile(r"(?:\[pid (\d+)\] |(\d+) )?<\.\.\. (\w+) resumed> .*= (\S+)\s*$")
NUMBER = re.compile(r"0x[0-9a-f]+|\d+|nil")


def number(text):
    return 0 if text == "nil" else int(text, 0)


def read(data):
    calls, waiting = Calls(), {}
    for _, line in lines(data):
        resumed, call = RESUMED.match(line), CALL.match(line)
        if resumed:
            who = resumed[1] or resumed[2]
            name, numbers = waiting.pop((who, resumed[3]), ("", []))
            if name and NUMBER.fullmatch(resumed[4]):
                calls.take(name, numbers, number(resumed[4]))
        elif call:
            who, name = call[1] or call[2], call[3]
            inside, _, result = call[4].rpartition("=")
            unfinished = call[4].rstrip().endswith("<unfinished ...>")
            numbers = [number(n) for n in NUMBER.findall(call[4] if unfinished else inside)]
            if name == "free":
                calls.take(name, numbers, 0)
            elif unfinished:
                waiting[who, name] = (name, numbers)
            elif NUMBER.fullmatch(result.strip()):
                calls.take(name, numbers, number(result.strip()))
    return calls.records.requests
