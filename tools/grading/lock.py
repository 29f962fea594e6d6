"""lock - One timed run at a time on each processor of the machine.

A processor is kept for timing: the last that this process may use; what need not be timed
runs on the others. What runs apart may take all of them for a moment, while nobody times: with a
processor each, judge and host need not wait for each other. Two processors may share a core, and then
what runs on the others disturbs: a run can be timed alone. The locks are files in the grader's private folder, so they hold between
all graders of one user: several runs, the jobs of GNU parallel, the tasks of a Slurm node.
"""

import contextlib
import os
import sys
import time

from grading import confine, private

PATIENCE = 0.05       # seconds between two tries
TELL = 30             # seconds of waiting until it is said
LONGEST = 60 * 60     # and until it is given up


class Busy(Exception):
    """Somebody has held the lock for too long: nothing of the submission's."""


def timing_cpus():
    return {max(os.sched_getaffinity(0))}


def all_cpus():
    return os.sched_getaffinity(0)


def other_cpus():
    return os.sched_getaffinity(0) - timing_cpus() or timing_cpus()


def holder(file):
    """Who holds it, as far as it has said so."""
    said = os.pread(file, 80, 0).decode("ascii", "replace").strip()
    return said if said.isdigit() else "unknown"


def wait(file, path, stop, shared):
    """Until the lock is ours."""
    began, told = time.monotonic(), False
    while not private.is_free(file, shared):
        waited = time.monotonic() - began
        if stop is not None and stop.is_set():
            raise confine.Interrupted()
        if waited > LONGEST:
            raise Busy(f"process {holder(file)} has held {path} for {LONGEST // 60} minutes")
        if waited > TELL and not told and holder(file) not in ("unknown", str(os.getpid())):
            print(f"grade: waiting for process {holder(file)}, which times on this processor",
                  file=sys.stderr)
            told = True
        time.sleep(PATIENCE)


@contextlib.contextmanager
def held(kind, stop, shared=False):
    """The lock of that kind of the timing processor: gives its file."""
    name = f"{kind}-{os.uname().nodename}-{max(timing_cpus())}"
    file = private.lock_file(name)
    try:
        wait(file, name, stop, shared)
        yield file
    finally:
        os.close(file)


def beside(stop=None):
    """Held by what replays, and is not timed."""
    return held("beside", stop, shared=True)


@contextlib.contextmanager
def timing(stop=None, wanted=timing_cpus, alone=False):
    """Holds the lock of the timing processor; gives the processors to run on. Alone: nothing replays
    beside it."""
    with held("timing", stop) as file:
        os.pwrite(file, f"{os.getpid():<20}\n".encode(), 0)    # for those who wait: see holder
        with held("beside", stop) if alone else contextlib.nullcontext():
            yield wanted()
