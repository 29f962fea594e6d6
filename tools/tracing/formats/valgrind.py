"""valgrind - valgrind --trace-malloc=yes PROGRAM 2>x.log.

    --77-- malloc(24) = 0x4A43040
    --77-- calloc(3,7) = 0x4A430A0
    --77-- memalign(al 64, size 100) = 0x4A43140
    --77-- realloc(0x0,40)malloc(40) = 0x4A482D0
    --77-- _Znwm(72) = 0x4A48340              C++: new; with _ZdlPv and others for delete
    --77-- free(0x4A430A0)

Of a program that forks, the process with the most requests is kept.
"""

import re

from tracing.calls import Calls
from tracing.formats import lines

LINE = re.compile(r"[-=*]{2}(\d+)[-=*]{2} (\w+)\(([^()]*)\)(?:(\w+)\(([^()]*)\))?(?: = (0x[0-9A-F]+))?\s*$")
NUMBER = re.compile(r"0x[0-9A-Fa-f]+|\b\d+\b")


def plain(name):
    """new is malloc, and delete free."""
    return "malloc" if name.startswith("_Zn") else "free" if name.startswith("_Zd") else name


def read(data):
    processes = {}
    for _, line in lines(data):
        match = LINE.match(line)
        if match:
            calls = processes.setdefault(match[1], Calls())
            numbers = [int(n, 0) for n in NUMBER.findall(match[3])]
            name = plain(match[2]).replace("posix_memalign", "memalign")
            calls.take(name, numbers[:1] if name == "free" else numbers, int(match[6] or "0", 0))
    return max((calls.records.requests for calls in processes.values()), key=len, default=[])
