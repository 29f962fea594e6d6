"""family - The reference family on the graded traces: how far honest heaps move on varied ones.

A varied trace is other work, so that every heap has another utilization there. A member of each kind
is replayed, once for all submissions and only if one needs it: the slowest comes last.
"""

import threading

from grading import lock, replay

MEMBERS = ["explicit-lifo", "champion", "dlmalloc-style", "slab", "buddy", "explicit-chunk",
           "explicit-uncoalesced"]
BUDGET = 600    # seconds of the processor, for one member on one set


class Family:
    def __init__(self, lab, options):
        self.lab, self.options = lab, options
        self.known, self.working = {}, threading.Lock()

    def rows(self, name, traces, key, stop=None):
        """Of a member, on the traces that the key stands for."""
        with self.working:
            if (name, key) not in self.known:
                self.known[name, key] = replay.run(self.lab, self.lab.reference(name), traces, replay.HERE, self.options,
                                                   BUDGET, lock.other_cpus(), stop).rows
            return self.known[name, key]

    def moved(self, sets, stop=None):
        """Of each member in turn: its rows on the published traces, and on so many varied sets."""
        scored = [trace for trace in self.options.published if trace.scored]
        for name in MEMBERS:
            varied = [row for number, traces in enumerate(self.options.varied[:sets])
                      for row in self.rows(name, traces, number, stop)]
            yield self.rows(name, scored, "published", stop), varied
