"""The fuzzers find what is planted, and write it down as a short trace."""

import pathlib
import re

import pytest
from conftest import wants_glibc
from test_shrink import requests, write_forgetful

MISALIGNS = """
#include "tests/broken/base.h"

void *mm_memalign(size_t alignment, size_t n)
{
    (void)alignment;
    return mm_malloc(n);
}
"""


def fuzz(lab, allocator, seconds=20):
    """The run, and the trace it may have written."""
    rep = pathlib.Path(lab.path, "build", "fuzz", pathlib.Path(allocator).stem + ".rep")
    return lab.run("make", "-s", "fuzz", f"A={allocator}", f"TIME={seconds}"), rep


@pytest.fixture(scope="module")
def forgetful(lab, tmp_path_factory):
    return write_forgetful(lab, tmp_path_factory.mktemp("forgetful"))


def test_a_planted_bug_is_found_and_made_short(lab, forgetful):
    run, rep = fuzz(lab, forgetful)
    assert run.returncode == 2 and "fuzz: forgetful: after " in run.stdout, run.stdout
    assert f"the requests: {rep.relative_to(lab.path)}" in run.stdout
    assert 0 < len(requests(rep)) <= 10
    again = lab.mdriver("-c", "-D", "-a", "build/forgetful.so", "-f", rep)
    assert again.returncode == 1


@pytest.mark.parametrize("name", ["calloc-dirty", "enclosing", "realloc-short"])
def test_broken_allocators_are_found(lab, name):
    run, rep = fuzz(lab, f"tests/broken/{name}.c")
    assert f"fuzz: {name}: after " in run.stdout, run.stdout
    assert lab.mdriver("-c", "-a", f"build/{name}.so", "-f", rep).returncode == 1


def test_what_no_trace_can_say_is_a_remark_in_it(lab, tmp_path):
    source = tmp_path / "misaligns.c"
    source.write_text(MISALIGNS)
    run, rep = fuzz(lab, source)
    assert "is not aligned to" in run.stdout, run.stdout
    assert "the driver sees nothing wrong with its requests" in run.stdout
    assert re.search(r"^a \d+ \d+ # by mm_memalign\(\d+, \)$", rep.read_text(), re.M)


@pytest.mark.parametrize("name", ["mm", "explicit-lifo", "champion"])
def test_nothing_is_found_in_what_is_correct(lab, name):
    run, _ = fuzz(lab, name, seconds=2)
    assert run.returncode == 0, run.stdout
    assert re.fullmatch(rf"fuzz: {name}: \d+ inputs, nothing was found\n", run.stdout)


@wants_glibc
def test_a_submission_to_another_handout(lab):
    """Its contract has no sizes of gigabytes, and no heap that is full."""
    built = lab.run("make", "-s", "build/fuzz-2002.so", "MM=tests/compat/implicit-2002.c",
                    "COMPAT=csapp-2002")
    assert built.returncode == 0, built.stderr
    run, _ = fuzz(lab, "build/fuzz-2002.so", seconds=2)
    assert run.returncode == 0, run.stdout


def test_the_seed_of_an_episode_repeats_it(lab):
    built = lab.run("make", "-s", "build/unit/test_random", "build/sanitized/alloc/segregated/buddy.so",
                    "build/broken/realloc-shrink.so")
    assert built.returncode == 0, built.stderr
    failed = lab.run("build/unit/test_random", "build/broken/realloc-shrink.so")
    seed, sentence = re.search(r"SEED=(\d+), (request \d+: .*)", failed.stderr).groups()
    again = lab.run("env", f"SEED={seed}", "build/unit/test_random", "build/broken/realloc-shrink.so")
    assert f"SEED={seed}, {sentence}" in again.stderr
