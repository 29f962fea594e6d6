"""No false alarm: what is known to be right passes every check; and the checks take linear time."""

import os
import resource

import pytest
from conftest import assert_within

PEERS = ["jemalloc", "mimalloc", "tcmalloc"]


@pytest.mark.long
@pytest.mark.parametrize("allocators", ["libc", "mm", "peers", pytest.param("family", marks=pytest.mark.skipif(
    "THOROUGH" not in os.environ, reason="takes minutes: THOROUGH=1 makes it run"))])
def test_all_traces_thoroughly(lab, allocators):
    if allocators == "peers":
        assert lab.run("make", "peers").returncode == 0
        allocators = ",".join(PEERS)
    elif allocators == "family":
        allocators = "all"
    run = lab.run("timeout", "3000", os.path.join(lab.path, "mdriver"), "-c", "--thorough", "-s", "300",
                  "-a", allocators, timeout=3000)
    assert run.returncode == 0, run.stdout


def processor_seconds(lab, *arguments):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert lab.mdriver(*arguments).returncode in (0, 4)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


@pytest.fixture(scope="module")
def mixes(lab, tmp_path_factory):
    """Traces of so many requests."""
    folder = tmp_path_factory.mktemp("mixes")
    for count in (250000, 500000, 1000000):
        made = lab.run("traces/gen.py", "mix", "--requests", count, "-o", folder / f"{count}.rep")
        assert made.returncode == 0, made.stderr
    return folder


@pytest.mark.timed
def test_checks_are_linear_and_cost_at_most_50_times_the_replay(lab, mixes, tmp_path):
    def checking(count):
        return processor_seconds(lab, "-c", "-a", "segregated-fine", "-f", mixes / f"{count}.rep")

    def growth():
        small, middle, large = (min(checking(count) for _ in range(3)) for count in (250000, 500000, 1000000))
        return (large - middle) / (middle - small)    # 2 if it is linear

    assert_within(0, growth, 3)
    lab.mdriver("-a", "segregated-fine", "-f", mixes / "1000000.rep", "--tsv", tmp_path / "t.tsv")
    bare = float(lab.results(tmp_path / "t.tsv")[0]["seconds"])
    assert checking(1000000) < 50 * bare  # 10 and 28 times were measured: the larger the cache, the faster is the replay
