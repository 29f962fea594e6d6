"""score - Rows to points: the index of config.h, and the presets of the field.

    index = 100 * (w * clamp((U - U0) / (U1 - U0)) + (1 - w) * clamp((S - S0) / (S1 - S0)))

U is the mean utilization, S the geometric mean of the speed ratios, times the share of traces
that have one: a trace that fails counts zero for both. "mit" is the geometric mean of the two
instead.
"""

import math
import os
import re

PRESETS = {    # w, U0, U1, S0, S1
    "csapp-2002": (0.60, 0, 1, 0, 1),
    "cmu-2016": (0.60, 0.55, 0.74, 0.50, 0.90),
    "pku": (0.60, 0.70, 0.90, 0.30, 1.00),
    "mit": None,
}


def configured(home):
    """The constants of config.h."""
    constants = {"WEIGHT": 0.6, "U0": 0, "U1": 1, "S0": 0, "S1": 1}
    with open(os.path.join(home, "config.h")) as file:
        for name, value in re.findall(r"#define SCORE_(\w+)\s+([\d.]+)", file.read()):
            constants[name] = float(value)
    return tuple(constants[name] for name in ("WEIGHT", "U0", "U1", "S0", "S1"))


def clamp(x):
    return min(1.0, max(0.0, x))


def utilization(rows):
    counted = [row["utilization"] or 0 if row["valid"] else 0
               for row in rows if row["weight"] in (1, 2)]
    return sum(counted) / len(counted) if counted else 0.0


def speed(rows):
    """The geometric mean of the ratios to the reference, times the share of the traces that
    have one; None where nothing was timed."""
    counted = [row for row in rows if row["weight"] in (1, 3)]
    logs = [math.log(row["ratio"]) for row in counted if row["valid"] and row["ratio"]]
    return len(logs) / len(counted) * math.exp(sum(logs) / len(logs)) if logs else None


def points(used, fast, constants):
    fast = fast or 0.0
    if constants is None:
        return 100 * math.sqrt(clamp(used) * clamp(fast))
    weight, u0, u1, s0, s1 = constants
    return 100 * (weight * clamp((used - u0) / (u1 - u0))
                  + (1 - weight) * clamp((fast - s0) / (s1 - s0)))


def of(rows, constants):
    """Of these rows: points, utilization, speed."""
    used, fast = utilization(rows), speed(rows)
    if not any(row["valid"] for row in rows):
        return 0.0, used, fast
    return points(used, fast, constants), used, fast
