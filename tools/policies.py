#!/usr/bin/env python3
"""policies.py - Measures what each policy changes, and writes it into docs/policies.md.

    policies.py [TABLE]...            measures, and writes the tables between their markers
    policies.py --check [TABLE]...    only says which one's utilization is not what it is now

A table stands between <!-- table NAME --> and <!-- end -->; NAME is an axis of the driver
(mdriver --axis), "classics" or "adversaries". The traces are the default ones, and of each
adversary of traces/gen.py one more. Exit status: 0 all is well, 1 a table is out of date,
2 a mistake in the command line or in the text, 3 the driver or the system failed.
"""

import argparse
import math
import os
import re
import subprocess
import sys
import tempfile

from results import HOME, UserError, read

TEXT = os.path.join(HOME, "docs", "policies.md")
TRACES = os.path.join(HOME, "traces")
ADVERSARIES = "best-worst first-worst exhausting needle ramp comb".split()
KINDS = "recorded generated adversarial".split()
CLASSICS = "knr buddy simple-segregated slab tlsf tree-best dlmalloc-style".split()
TARGETS = "explicit-lifo explicit-address explicit-next explicit-best segregated-fine slab".split()
MARKED = re.compile(r"(<!-- table ([\w-]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def kind_of(path):
    """What the comment at a trace's start says of its origin."""
    with open(path, encoding="ascii") as file:
        words = file.readline().strip("# \n").split()
    if words[0] != "gen.py":
        return "recorded"
    return "adversarial" if words[1] in ADVERSARIES else "generated"


def all_traces(folder):
    """Paths by name: the scored default ones, and the adversaries, made in the folder."""
    paths = {}
    for name in sorted(os.listdir(TRACES)):
        if name.endswith(".rep") and not name.startswith("short"):
            paths[name[:-4]] = os.path.join(TRACES, name)
    for family in ADVERSARIES:
        paths.setdefault(family, os.path.join(folder, family + ".rep"))
        if not os.path.exists(paths[family]):
            subprocess.run([os.path.join(TRACES, "gen.py"), family, "--requests", "6000",
                            "-o", paths[family]], check=True)
    return paths


class Run:
    """One run of the driver: rows by allocator and trace, and what it printed."""

    def __init__(self, paths, *options):
        self.kinds = {name: kind_of(path) for name, path in paths.items()}
        with tempfile.NamedTemporaryFile(suffix=".tsv") as table:
            command = [os.path.join(HOME, "mdriver"), *options, "--tsv", table.name]
            for path in paths.values():
                command += ["-f", path]
            done = subprocess.run(command, text=True, stdout=subprocess.PIPE, check=False)
            if done.returncode not in (0, 4):
                raise OSError(f"{' '.join(command[:4])} ended with status {done.returncode}")
            self.printed = done.stdout
            self.rows = {(row["allocator"], row["trace"]): row for row in read(table.name)}

    def traces(self, kind):
        return [name for name, own in self.kinds.items() if own == kind]

    def utilization(self, allocator, kind):
        """The mean, in per cent."""
        used = [self.rows[allocator, trace]["utilization"] for trace in self.traces(kind)]
        return 100 * sum(used) / len(used)

    def speed(self, allocator, usual, kind):
        """The geometric mean of speed against another's, and its 95 % interval."""
        logs, variance = [], 0
        for trace in self.traces(kind):
            log, square = self.log_ratio(allocator, trace)
            if usual:
                log_usual, square_usual = self.log_ratio(usual, trace)
                log, square = log - log_usual, square + square_usual
            logs.append(log)
            variance += square
        mean, half = sum(logs) / len(logs), math.sqrt(variance) / len(logs)
        return [math.exp(mean + side * half) for side in (0, -1, 1)]

    def log_ratio(self, allocator, trace):
        row = self.rows[allocator, trace]
        low = max(row["ratio_lo"], row["ratio"] / 10)
        return math.log(row["ratio"]), (math.log(row["ratio_hi"] / low) / 2) ** 2


def line(cells):
    return "| " + " | ".join(cells) + " |\n"


def head(cells):
    return line(cells) + "|" + "---|" * len(cells) + "\n"


def speed_cells(run, allocator, usual):
    return ["{:.2f} ({:.2f}-{:.2f})".format(*run.speed(allocator, usual, kind)) for kind in KINDS]


def shows_most(run, other, usual):
    """The trace whose utilization the policy changes most."""
    def change(trace):
        return run.rows[other, trace]["utilization"] - run.rows[usual, trace]["utilization"]
    trace = max(run.kinds, key=lambda name: abs(change(name)))
    if change(trace) == 0:
        return "-"
    before, after = (100 * run.rows[name, trace]["utilization"] for name in (usual, other))
    return f"{trace}: {before:.1f} to {after:.1f}"


def axis_table(paths, axis, options):
    run = Run(paths, *["--collect=roots"] * (axis == "style"), "--axis", axis, *options)
    text = head(["", ""] + KINDS + ["shows most on"])
    for other, usual, difference in re.findall(r"^  (\S+) for (\S+): (.*):$", run.printed, re.M):
        changes = [f"{run.utilization(usual, kind):.1f} to {run.utilization(other, kind):.1f}"
                   for kind in KINDS]
        text += line([f"`{other}` for `{usual}`: {difference}", "utilization, %"] + changes +
                     [shows_most(run, other, usual)])
        if "-c" not in options:
            text += line(["", "speed, times"] + speed_cells(run, other, usual) + [""])
    return text


def ceilings(run, kind):
    """What is possible, and what simulated best fit reaches: means in per cent."""
    found = {name: (float(possible), float(best)) for name, possible, best in re.findall(
        r"^([\w-]+) +([\d.]+) +([\d.]+) ",
        run.printed.split("possible")[1].split("\nspeed ")[0], re.M)}
    return [sum(found[trace][i] for trace in run.traces(kind)) / len(run.traces(kind))
            for i in (0, 1)]


def classics_table(paths, options):
    run = Run(paths, "-a", ",".join(CLASSICS), "--ceiling", *options)
    text = head(["", ""] + KINDS)
    for i, name in enumerate(["no allocator can exceed", "best fit without headers, simulated"]):
        text += line([name, "utilization, %"] +
                     [f"{ceilings(run, kind)[i]:.1f}" for kind in KINDS])
    for name in CLASSICS:
        text += line([f"`{name}`", "utilization, %"] +
                     [f"{run.utilization(name, kind):.1f}" for kind in KINDS])
        if "-c" not in options:
            text += line(["", "speed, of libc's"] + speed_cells(run, name, None))
    return text


def adversaries_table(paths, _options):
    run = Run({name: paths[name] for name in ADVERSARIES}, "-c", "-a", ",".join(TARGETS))
    text = head(["utilization, %"] + [f"`{name}`" for name in TARGETS])
    for trace in ADVERSARIES:
        text += line([trace] + [f"{100 * run.rows[name, trace]['utilization']:.1f}" for name in TARGETS])
    return text


def make_table(name, paths, options):
    makers = {"classics": classics_table, "adversaries": adversaries_table}
    if name in makers:
        return makers[name](paths, options)
    return axis_table(paths, name, options)


def exact(table):
    """Without the speeds, which are never the same twice."""
    return [row for row in table.splitlines() if "| speed, " not in row]


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("tables", metavar="TABLE", nargs="*", help="only these")
    return parser.parse_args(arguments)


def standing(text, wanted):
    """The tables in the text by name, those that are wanted."""
    found = {name: table for _, name, table, _ in MARKED.findall(text)}
    for name in wanted:
        if name not in found:
            raise UserError(f"there is no table '{name}' in docs/policies.md, but {', '.join(found)}")
    return {name: found[name] for name in wanted or found}


def update(options):
    with open(TEXT, encoding="utf-8") as file:
        text = file.read()
    tables = standing(text, options.tables)
    with tempfile.TemporaryDirectory() as folder:
        paths = all_traces(folder)
        timing = ["-c"] if options.check else ["--budget", "0.04"]
        now = {name: make_table(name, paths, timing) for name in tables}
    old = [name for name in tables if exact(tables[name]) != exact(now[name])]
    if options.check:
        for name in old:
            print(f"docs/policies.md: the table {name} is out of date: make policies")
        return 1 if old else 0
    with open(TEXT, "w", encoding="utf-8") as file:
        file.write(MARKED.sub(lambda m: m[1] + now.get(m[2], m[3]) + m[4], text))
    return 0


def main(arguments):
    try:
        return update(parse(arguments))
    except UserError as error:
        print(f"policies.py: {error}", file=sys.stderr)
        return 2
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"policies.py: {error}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
