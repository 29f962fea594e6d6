#!/usr/bin/env python3
"""stability.py - Is the score the same in every run, and does its interval tell the truth?

    tests/stability.py [--runs N] [-- MDRIVER-ARGUMENTS]     (make stability)

Runs the driver N times (20) on the default traces, every second time with another processor
kept busy. It must hold that the score's spread, from least to most, is at most a point, and
that the 95 % interval of the speed contains the median of all runs' speeds in nine of ten.
Exit status: 0 both hold, 1 not, 2 a mistake in the command, 3 the driver failed.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MOST_SPREAD = 1.0
LEAST_SHARE = 0.9
LINE = re.compile(r"^\S+ +(\d+)/(\d+) +\S+ % +\d+ +([\d.]+) +([\d.]+)-([\d.]+) +([\d.]+)$", re.M)
BUSY = "x = bytearray(1 << 22)\nwhile True: x[::64] = x[1::64]"


@contextmanager
def load(wanted):
    """A process that computes and writes memory, while the block runs."""
    process = subprocess.Popen([sys.executable, "-c", BUSY]) if wanted else None
    try:
        time.sleep(0.3)
        yield
    finally:
        if process:
            process.kill()
            process.wait()


def one_run(arguments):
    """Speed, its interval, score, and the seconds that the run took."""
    start = time.monotonic()
    done = subprocess.run([os.path.join(HOME, "mdriver"), *arguments], cwd=HOME, text=True,
                          capture_output=True, check=False)
    found = LINE.findall(done.stdout)
    if not found:
        sys.stderr.write(done.stdout + done.stderr)
        print(f"stability.py: no score, status {done.returncode}", file=sys.stderr)
        sys.exit(3)
    _, _, speed, low, high, score = map(float, found[-1])
    return speed, low, high, score, time.monotonic() - start


def show(runs, quiet):
    median = statistics.median(run[0] for run in runs)
    inside = sum(low <= median <= high for _, low, high, _, _ in runs)
    scores = [run[3] for run in runs]
    spread = max(scores) - min(scores)
    for which, part in (("quiet", quiet), ("busy", [r for r in runs if r not in quiet])):
        if part:
            print(f"{which:6} speed {statistics.median(r[0] for r in part):.4f}, "
                  f"wall {max(r[4] for r in part):.1f} s at most")
    print(f"speed  median {median:.4f}, inside the interval in {inside} of {len(runs)} runs")
    print(f"score  {min(scores):.2f} to {max(scores):.2f}, spread {spread:.2f}")
    return spread <= MOST_SPREAD and inside >= LEAST_SHARE * len(runs)


def main(arguments):
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    parser = argparse.ArgumentParser(description=__doc__, usage=argparse.SUPPRESS,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments[:cut])
    if options.runs < 2:
        parser.error("--runs wants 2 or more")
    runs, quiet = [], []
    for i in range(options.runs):
        with load(i % 2):
            runs.append(one_run(arguments[cut + 1:] or ["-a", "segregated-fine"]))
        quiet += [runs[-1]] if i % 2 == 0 else []
        speed, low, high, score, seconds = runs[-1]
        print(f"{i + 1:3}  {'busy ' if i % 2 else 'quiet'}  {speed:.3f}  {low:.3f}-{high:.3f}  "
              f"{score:5.1f}  {seconds:4.1f} s", flush=True)
    return 0 if show(runs, quiet) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
