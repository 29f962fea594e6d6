"""What the tests of the command line share."""

import csv
import glob
import os
import re
import shlex
import shutil
import signal
import subprocess
from types import SimpleNamespace

import pytest

LAB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# What compiles programs and plug-ins here, as make test CC=... has it.
CC = shlex.split(os.environ.get("CC", "cc"))
MUSL = any("musl" in word for word in CC)

# A shell's job in the background ignores Ctrl-C, and so would what is started here.
signal.signal(signal.SIGINT, signal.default_int_handler)

# A make with -j, around this: those that are tested cannot share its jobs, and would say so.
os.environ["MAKEFLAGS"] = re.sub(r" *(-j\d*|--jobserver-\S+)(?=\s|$)", "", os.environ.get("MAKEFLAGS", ""))

# Of tests: what there is not under musl.
wants_backtrace = pytest.mark.skipif(MUSL, reason="musl has no backtrace: a crash is told without the calls that led there")
wants_apart = pytest.mark.skipif(MUSL, reason="musl has no makecontext, and so the lab has no --apart there")
wants_zlib = pytest.mark.skipif(MUSL, reason="there is no zlib for musl here: the driver reads no compressed traces")
wants_glibc = pytest.mark.skipif(MUSL, reason="this machine's programs and libraries are glibc's: they and what was built for musl cannot load each other")

# The reference family: each variant's file by its name.
FAMILY = {os.path.basename(path)[:-2]: path
          for pattern in ("alloc/*.c", "alloc/*/*.c") for path in sorted(glob.glob(os.path.join(LAB, pattern)))}


def run(*command, cwd=LAB, **options):
    return subprocess.run([str(c) for c in command], cwd=cwd, capture_output=True, text=True,
                          **{"timeout": 300, **options})


def mdriver(*arguments, **options):
    return run(os.path.join(LAB, "mdriver"), *arguments, **options)


def results(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def assert_within(least, measure, most):
    """Other work may disturb a measurement, but hardly three in a row."""
    seen = []
    while len(seen) < 3:
        seen.append(measure())
        if least <= seen[-1] <= most:
            return
    pytest.fail(f"not from {least} to {most}: {seen}")


def pytest_configure(config):
    config.addinivalue_line("markers", "timed: measures time, so nothing may run beside it")
    config.addinivalue_line("markers", "long: takes minutes; only with LONG=1")
    config.addinivalue_line("markers", "longest: takes many of them; only with LONG=1 ALL=1")


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("longest") and not os.environ.get("ALL"):
            item.add_marker(pytest.mark.skip(reason="takes many minutes: make longtest ALL=1"))
        if item.get_closest_marker("long") and not os.environ.get("LONG"):
            item.add_marker(pytest.mark.skip(reason="takes minutes: make longtest"))


@pytest.fixture(scope="session")
def gdb():
    """Where it cannot run, since it is missing or must not trace, a test that wants it is skipped."""
    if not shutil.which("gdb"):
        pytest.skip("gdb is not installed")
    if "exited normally" not in run("gdb", "-q", "-batch", "-ex", "run", "true").stdout:
        pytest.skip("gdb cannot run a program here")


@pytest.fixture(scope="session")
def lab():
    return SimpleNamespace(path=LAB, run=run, mdriver=mdriver, results=results)
