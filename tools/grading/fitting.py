"""fitting - Does an allocator fit the published traces rather than serve any?

A varied trace has the same blocks in other clothes (vary.py). So what an allocator gains on
the published trace and loses on every varied one, it gained by knowing that trace. Compared
is the heap that each needs for the same blocks: utilization, with the published payload
in both. Besides one trace's fall, the mean's counts.
"""

import collections

TRACE_FALL = 0.15    # of utilization, on one trace; honest allocators reach 0.13


def falls(published, varied):
    """trace -> (utilization, the best of it on varied traces), where all are valid."""
    heaps = collections.defaultdict(list)
    for row in varied:
        heaps[row["trace"]].append(row["heap"] if row["valid"] else None)
    found = {}
    for row in published:
        others = heaps[row["trace"]]
        if row["group"] == "published" and row["weight"] in (1, 2) and row["valid"] and others:
            if row["peak"] and row["heap"] and all(others):
                found[row["trace"]] = (row["peak"] / row["heap"], row["peak"] / min(others))
    return found


def compare(published, varied, most):
    """Sentences with figures, the first for the whole; none for an honest allocator.
    `most`: how much of the mean utilization may be lost."""
    found = falls(published, varied)
    if not found:
        return []
    mean = [sum(pair[side] for pair in found.values()) / len(found) for side in (0, 1)]
    traces = {name: pair for name, pair in found.items() if pair[0] - pair[1] > TRACE_FALL}
    if mean[0] - mean[1] <= most and not traces:
        return []
    notes = [f"fits the published traces: utilization {100 * mean[0]:.1f} % on them,"
             f" {100 * mean[1]:.1f} % on varied ones"]
    notes += [f"{name}: utilization {100 * pair[0]:.1f} % as published,"
              f" {100 * pair[1]:.1f} % varied" for name, pair in sorted(traces.items())]
    return notes
