"""--shrink makes a failing trace short, and it fails as before."""

import re
import time

import pytest
from conftest import CC, FAMILY

FORGETFUL = ("block_set(prev, block_size(prev) + block_size(b), false);",
             "prev->header += block_size(b);")


def write_forgetful(lab, folder):
    """explicit-lifo as one file, but coalescing with the block before writes no footer."""
    text = lab.run("awk", "-f", "tools/handin.awk", FAMILY["explicit-lifo"]).stdout
    assert FORGETFUL[0] in text
    (folder / "forgetful.c").write_text(text.replace(*FORGETFUL))
    return folder / "forgetful.c"


@pytest.fixture(scope="module")
def forgetful(lab, tmp_path_factory):
    source = write_forgetful(lab, tmp_path_factory.mktemp("forgetful"))
    built = lab.run(*CC, "-O2", "-g", "-D_DEFAULT_SOURCE", "-fPIC", "-shared", "-Wl,-Bsymbolic",
                    "-I.", "-o", source.with_suffix(".so"), source)
    assert built.returncode == 0, built.stderr
    return source.with_suffix(".so")


def requests(path):
    return path.read_text().splitlines()[4:]


def sentence(output, path):
    """The failure's sentence, without its numbers."""
    said = re.search(rf"^\w[\w-]*: {re.escape(str(path))}:[\d:]* (.*)$", output, re.M).group(1)
    return re.sub(r"(0x)?\d[0-9a-f]*", "#", said.split(": ", 1)[1])


def test_a_planted_bug_among_100000_requests(lab, forgetful, tmp_path):
    trace, small = tmp_path / "mix.rep", tmp_path / "small.rep"
    assert lab.run("traces/gen.py", "mix", "--requests", "100000", "-o", trace).returncode == 0
    began = time.monotonic()
    run = lab.mdriver(f"--shrink={small}", "-a", forgetful, "-f", trace)
    assert time.monotonic() - began < 20
    assert run.returncode == 1, run.stderr
    assert 0 < len(requests(small)) <= 10, run.stdout
    again = lab.mdriver("-c", "-a", forgetful, "-f", small)
    assert again.returncode == 1
    assert "crashed (segmentation fault)" in again.stdout
    assert "depends on more than the trace" not in run.stdout


@pytest.mark.parametrize("name", ["garbles-far-byte", "overlap-by-one", "crash", "endless",
                                  "exit", "calloc-dirty", "misaligned", "past-break"])
def test_the_failure_stays_the_same(lab, name, tmp_path):
    small = tmp_path / "small.rep"
    run = lab.mdriver("-s", "1", f"--shrink={small}", "-a", f"build/broken/{name}.so",
                      "-f", "tests/broken/zoo.rep")
    assert run.returncode == 1, run.stderr
    assert len(requests(small)) < 14
    before = lab.mdriver("-c", "-s", "1", "-a", f"build/broken/{name}.so",
                         "-f", "tests/broken/zoo.rep")
    assert sentence(run.stdout, small) == sentence(before.stdout, "tests/broken/zoo.rep")
    for line in requests(small):
        assert f"| {line}\n" in run.stdout


def test_a_valid_allocator_has_nothing_to_shrink(lab, tmp_path):
    run = lab.mdriver("--shrink", "-a", "explicit-lifo", "-f", "traces/short1.rep")
    assert run.returncode == 0
    assert "nothing to shrink" in run.stdout


def test_a_file_that_cannot_be_written(lab):
    run = lab.mdriver("--shrink=/nowhere/x.rep", "-a", "build/broken/null.so",
                      "-f", "tests/broken/zoo.rep")
    assert run.returncode == 2
    assert run.stderr.strip().endswith("/nowhere/x.rep: No such file or directory")
