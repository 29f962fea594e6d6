"""fitting - Does an allocator fit the published traces rather than serve any?

A varied trace has like work, in other sizes and a somewhat other order (vary.py). So what an
allocator gains on the published trace and loses on every varied one, beyond what the reference
family loses there too (family.py), it gained by knowing that trace. Compared is utilization:
its fall on each trace, and the fall of the mean.
"""

import collections

TRACE_FALL = 0.15    # of utilization, on one trace, beyond the family's


def falls(published, varied):
    """trace -> (utilization, the best of it on varied traces), where all are valid."""
    others = collections.defaultdict(list)
    for row in varied:
        others[row["trace"]].append(row["utilization"] if row["valid"] else None)
    found = {}
    for row in published:
        known = others[row["trace"]]
        if row["group"] == "published" and row["weight"] in (1, 2) and row["valid"] and known:
            if row["utilization"] and None not in known:
                found[row["trace"]] = (row["utilization"], max(known))
    return found


def mean_of(found):
    """Of the utilizations as published, and varied."""
    return [sum(pair[side] for pair in found.values()) / len(found) for side in (0, 1)]


def moves(found):
    """How far the mean falls, and each trace's utilization."""
    if not found:
        return 0.0, {}
    published, varied = mean_of(found)
    return published - varied, {name: one - other for name, (one, other) in found.items()}


def beyond(fall, each, most, honest, on_each):
    """The traces on which far more is lost than the honest lose; and whether anything is."""
    traces = [name for name in sorted(each) if each[name] - on_each[name] > TRACE_FALL]
    return traces, fall - honest > most or bool(traces)


def compare(published, varied, most, family=list):
    """Sentences with figures, the first for the whole; none for an honest allocator.
    `most`: how much of the mean utilization may be lost beyond what the family loses; `family` gives
    (published rows, varied rows) of one member after the other, until one has lost as much."""
    found = falls(published, varied)
    if not found:
        return []
    fall, each = moves(found)
    honest, on_each = 0.0, collections.defaultdict(float)
    traces, suspect = beyond(fall, each, most, honest, on_each)
    for member in family() if suspect else ():
        their_fall, theirs = moves(falls(*member))
        honest = max(honest, their_fall)
        for name in theirs:
            on_each[name] = max(on_each[name], theirs[name])
        traces, suspect = beyond(fall, each, most, honest, on_each)
        if not suspect:
            break
    return told(found, honest, traces) if suspect else []


def told(found, honest, traces):
    mean = mean_of(found)
    notes = [f"recognises traces? utilization {100 * mean[0]:.1f} % on the published ones,"
             f" {100 * mean[1]:.1f} % on varied ones; the reference family loses {100 * honest:.1f} at most"]
    return notes + [f"{name}: utilization {100 * found[name][0]:.1f} % as published,"
                    f" {100 * found[name][1]:.1f} % varied" for name in traces]
