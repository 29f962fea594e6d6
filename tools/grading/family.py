"""family - The reference family on the graded traces: how far honest heaps move on varied ones.

A varied trace is other work, so that every heap has another utilization there. Members of each
kind are replayed, once for all submissions, when the first submission's heap has moved.
"""

import threading

from grading import lock, replay

MEMBERS = ["champion", "dlmalloc-style", "explicit-lifo", "explicit-uncoalesced", "slab", "buddy"]
BUDGET = 600    # seconds of the processor, for one member on one set


class Family:
    def __init__(self, lab, options):
        self.lab, self.options = lab, options
        self.known, self.working = {}, threading.Lock()

    def rows(self, traces, key, stop=None):
        """Of each member its rows on the traces; `key` names these."""
        with self.working:
            if key not in self.known:
                self.known[key] = [self.replayed(self.lab.reference(name), traces, stop) for name in MEMBERS]
            return self.known[key]

    def replayed(self, built, traces, stop):
        return replay.run(self.lab, built, traces, False, self.options, BUDGET, lock.other_cpus(), stop,
                          trusted=True).rows

    def moved(self, sets, stop=None):
        """Of each member: its rows on the published traces, and on so many varied sets."""
        scored = [trace for trace in self.options.published if trace.scored]
        published = self.rows(scored, "published", stop)
        varied = [self.rows(traces, number, stop) for number, traces in enumerate(self.options.varied[:sets])]
        return [(own, [row for rows in varied for row in rows[i]]) for i, own in enumerate(published)]
