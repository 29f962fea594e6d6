"""results.py - The driver's table of results (mdriver --tsv), read and summed up."""

import math
import os
import re

INTEGERS = "weight valid peak heap requests line".split()
FRACTIONS = "utilization seconds kops ratio ratio_lo ratio_hi".split()
# What some drivers' tables lack.
MORE_INTEGERS = "resident instructions".split()
MORE_FRACTIONS = ("instructions_ratio instructions_score utilization_over_time internal "
                  "external").split()
FURTHER = MORE_INTEGERS + MORE_FRACTIONS
NEEDED = ["allocator", "trace"] + INTEGERS + FRACTIONS + ["message"]
HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class UserError(Exception):
    """What the user did wrong, in a sentence."""


def read_table(path, needed):
    """The rows of a tab-separated file, as dicts by column; "-" is None."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = file.read().split("\n")
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}") from None
    columns = lines[0].split("\t")
    for column in needed:
        if column not in columns:
            raise UserError(f"{path}:1: there is no column '{column}'")
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        fields = line.split("\t")
        if len(fields) != len(columns):
            raise UserError(f"{path}:{number}: {len(fields)} fields for {len(columns)} columns")
        rows.append({c: None if f == "-" else f for c, f in zip(columns, fields)})
    if not rows:
        raise UserError(f"{path}: it has no rows")
    return rows


def convert(rows, path, integers, fractions=()):
    """Makes numbers of these columns, in place."""
    for number, row in enumerate(rows, start=2):
        for columns, kind in ((integers, int), (fractions, float)):
            for column in columns:
                try:
                    row[column] = None if row[column] is None else kind(row[column])
                except ValueError:
                    raise UserError(f"{path}:{number}: {column} is '{row[column]}', "
                                    "not a number") from None
    return rows


def read(path):
    """The results: a dict for each allocator and trace."""
    rows = convert(read_table(path, NEEDED), path, INTEGERS, FRACTIONS)
    return convert(rows, path, [c for c in MORE_INTEGERS if c in rows[0]],
                   [c for c in MORE_FRACTIONS if c in rows[0]])


def by_allocator(rows):
    """A list of (allocator, its rows), in the order of the table."""
    groups = {}
    for row in rows:
        groups.setdefault(row["allocator"], []).append(row)
    return list(groups.items())


def constants():
    """The score's constants of config.h."""
    with open(os.path.join(HOME, "config.h"), encoding="utf-8") as file:
        found = re.findall(r"#define SCORE_(\w+)\s+([\d.]+)", file.read())
    return {name: float(value) for name, value in found}


def clamp(x):
    return min(1.0, max(0.0, x))


def index(utilization, speed):
    """0 to 100 points, by the formula in config.h."""
    c = constants()
    u = clamp((utilization - c["U0"]) / (c["U1"] - c["U0"]))
    s = clamp((speed - c["S0"]) / (c["S1"] - c["S0"]))
    return 100 * u * (c["WEIGHT"] + (1 - c["WEIGHT"]) * s)


class Summary:
    """One allocator's results in a few numbers, as the driver sums them up.

    utilization  the mean over the traces that count for it, a failed one counting zero;
                 None without a simulated heap
    speed        the geometric mean of the ratios, times the share of traces that did not
                 fail; None if nothing was timed
    residency    of what has no simulated heap: the mean of peak payload by resident memory,
                 or None
    index        0 to 100 points, or None
    instructions_index   the same with instructions in place of time
    """

    def __init__(self, allocator, rows):
        scored = [row for row in rows if row["weight"] in (1, 2, 3)]
        used = [row for row in rows if row["weight"] in (1, 2)]
        raced = [row for row in rows if row["weight"] in (1, 3)]
        timed = [row for row in raced if row["valid"] and row["ratio"]]
        self.allocator = allocator
        self.traces, self.valid = len(scored), sum(row["valid"] for row in scored)
        self.utilization = self.residency = self.speed = self.index = None
        if not any(row["valid"] and row["heap"] is None for row in rows):
            self.utilization = sum(row["utilization"] or 0 for row in used) / max(1, len(used))
        elif all(row.get("resident") for row in used):
            self.residency = sum(row["peak"] / row["resident"] for row in used) / max(1, len(used))
        if timed:
            mean = sum(math.log(row["ratio"]) for row in timed) / len(timed)
            self.speed = math.exp(mean) * len(timed) / len(raced)
        if self.utilization is not None and (timed or self.valid == 0):
            self.index = index(self.utilization, self.speed or 0)
        if rows[0].get("score") is not None:  # by the formula that the driver was told
            self.index = float(rows[0]["score"])
        self.instructions_index = rows[0].get("instructions_score")


def summaries(rows):
    return [Summary(allocator, own) for allocator, own in by_allocator(rows)]
