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
    """The traces on which far more is lost than the honest lose; and whether the mean falls more."""
    traces = [name for name in sorted(each) if each[name] - on_each[name] > TRACE_FALL]
    return traces, fall - honest > most


def compare(published, varied, most, family=list):
    """Sentences with figures, of the mean and of traces; none for an honest allocator.
    `most`: how much of the mean utilization may be lost beyond what the family loses; `family` gives
    (published rows, varied rows) of one member after the other, until one has lost as much."""
    found = falls(published, varied)
    if not found:
        return []
    fall, each = moves(found)
    honest, on_each = 0.0, collections.defaultdict(float)
    traces, as_a_whole = beyond(fall, each, most, honest, on_each)
    for member in family() if traces or as_a_whole else ():
        their_fall, theirs = moves(falls(*member))
        honest = max(honest, their_fall)
        for name in theirs:
            on_each[name] = max(on_each[name], theirs[name])
        traces, as_a_whole = beyond(fall, each, most, honest, on_each)
        if not traces and not as_a_whole:
            return []
    notes = [of_the_mean(found, honest)] if as_a_whole else []
    notes += [of_a_trace(name, found, on_each[name]) for name in traces]
    return [f"recognises traces? {notes[0]}", *notes[1:]] if notes else []


def of_the_mean(found, honest):
    published, varied = mean_of(found)
    return (f"utilization {100 * published:.1f} % on the published ones, {100 * varied:.1f} % on varied ones;"
            f" the reference family loses {100 * honest:.1f} at most")


def of_a_trace(name, found, honest):
    published, varied = found[name]
    return (f"{name}: utilization {100 * published:.1f} % as published, {100 * varied:.1f} % varied;"
            f" the reference family loses {100 * honest:.1f} at most")
