#!/usr/bin/env python3
"""stability.py - Is the score the same in every run, and does its interval tell the truth?

    tests/stability.py [--runs N] [--load NAME] [--direct] [-- MDRIVER-ARGUMENTS]     (make stability)

Runs the driver N times (20) on the default traces, apart as a grader does (--direct: not so), under
each load, or that one: quiet; busy, beside a
process that computes; memory, beside one that walks through 256 MiB; nice, at nice 19 beside busy;
half, stopped for half of the time. Of the runs that the driver does not call too noisy to grade it
must hold, under each load, that the score's spread, from least to most, is at most a point, and that
the 95 % interval of the speed contains the median of these runs' speeds in nine of ten.
Exit status: 0 both hold, 1 not, 2 a mistake in the command, 3 the driver failed.
"""

import argparse
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MOST_SPREAD = 1.0
LEAST_SHARE = 0.9
LINE = re.compile(r"^\S+ +(\d+)/(\d+) +\S+ % +\d+ +([\d.]+) +([\d.]+)-([\d.]+) +([\d.]+)$", re.M)
# Walks through so many bytes, as long as its parent lives.
WALK = "import os, sys\nx = bytearray(int(sys.argv[1]))\nwhile os.getppid() == int(sys.argv[2]): x[::64] = x[1::64]"
BUSY, HOG = 1 << 22, 1 << 28
BESIDE = {"quiet": None, "busy": BUSY, "memory": HOG, "nice": BUSY, "half": None}
NOISY = 4       # the driver's exit status
PAUSE = 0.01    # seconds


@contextmanager
def load(name):
    """What runs beside the driver, while the block runs."""
    walk = [sys.executable, "-c", WALK, str(BESIDE[name]), str(os.getpid())]
    process = subprocess.Popen(walk) if BESIDE[name] else None
    try:
        time.sleep(0.3)
        yield
    finally:
        if process:
            process.kill()
            process.wait()


def family(pid):
    """The driver, and the children that it has at the moment."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [pid, *map(int, file.read().split())]
    except FileNotFoundError:
        return []


def run_by_halves(process):
    """Lets the driver and its children run and stand in turn, until it has ended."""
    while process.poll() is None:
        stopped = family(process.pid)
        for what in (signal.SIGSTOP, signal.SIGCONT):
            for pid in stopped:
                with suppress(ProcessLookupError):
                    os.kill(pid, what)
            time.sleep(PAUSE)


def one_run(arguments, name):
    """Speed, its interval, score; None if it is too noisy to grade."""
    command = ["nice", "-n", "19"] if name == "nice" else []
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen([*command, os.path.join(HOME, "mdriver"), *arguments], cwd=HOME, stdout=out)
        if name == "half":
            run_by_halves(process)
        status = process.wait()
        out.seek(0)
        found = LINE.findall(out.read())
    if not found:
        print(f"stability.py: no score, status {status}", file=sys.stderr)
        sys.exit(3)
    _, _, speed, low, high, score = map(float, found[-1])
    return None if status == NOISY else (speed, low, high, score)


def knows_apart():
    words = [os.path.join(HOME, "mdriver"), "--help=all"]
    return "--apart" in subprocess.run(words, capture_output=True, text=True).stdout


def holds(name, runs):
    """Says how the runs under a load came out."""
    graded = [run for run in runs if run]
    print(f"{name:6}  {len(runs) - len(graded)} of {len(runs)} too noisy to grade", end="")
    if not graded:
        print()
        return True
    median = statistics.median(run[0] for run in graded)
    inside = sum(low <= median <= high for _, low, high, _ in graded)
    spread = max(run[3] for run in graded) - min(run[3] for run in graded)
    print(f"; speed {median:.4f}, inside the interval in {inside} of {len(graded)}; score's spread {spread:.2f}", flush=True)
    return spread <= MOST_SPREAD and inside >= LEAST_SHARE * len(graded)


def main(arguments):
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    parser = argparse.ArgumentParser(description=__doc__, usage=argparse.SUPPRESS,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20, help=argparse.SUPPRESS)
    parser.add_argument("--load", choices=BESIDE, help=argparse.SUPPRESS)
    parser.add_argument("--direct", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments[:cut])
    if options.runs < 2:
        parser.error("--runs wants 2 or more")
    driven = arguments[cut + 1:] or ["-a", "segregated-fine"]
    driven += ["--apart"] * (knows_apart() and not options.direct)
    good = True
    for name in [options.load] if options.load else BESIDE:
        with load(name):
            runs = [one_run(driven, name) for _ in range(options.runs)]
        good = holds(name, runs) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
