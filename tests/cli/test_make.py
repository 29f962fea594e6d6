"""make says what it makes in a line a file, and makes it anew when its flags have changed."""

import shutil

import pytest

BUILD = "build/test-make"
MADE = [f"{BUILD}/memlib.o", f"{BUILD}/mm.so"]
LINES = ["CC test-make/memlib.o", "SO test-make/mm.so"]


@pytest.fixture
def make(lab):
    """Into an empty folder."""
    shutil.rmtree(f"{lab.path}/{BUILD}", ignore_errors=True)
    return lambda *words: lab.run("make", "-j1", f"BUILD={BUILD}", *words)


def lines(done):
    """Without make's own."""
    return [line for line in done.stdout.splitlines() if not line.startswith("make: ")]


def test_a_short_line_for_each_file(make):
    assert lines(make(*MADE)) == LINES
    assert lines(make(*MADE)) == []


def test_whole_commands_or_none(make):
    assert f"-c -o {BUILD}/memlib.o memlib.c\n" in make("V=1", *MADE).stdout
    assert make("-s", "CFLAGS=-O1", *MADE).stdout == ""


@pytest.mark.parametrize("words", [["CC=gcc"], ["CFLAGS=-O1 -DX='\"a b\"'"], ["LDFLAGS=-s"], ["ALIGNMENT=8"]],
                         ids=lambda words: words[0])
def test_other_flags_make_all_anew(make, words):
    make(*MADE)
    for flags in (words, []):    # there, and back
        assert lines(make(*flags, *MADE)) == LINES
        assert lines(make(*flags, *MADE)) == []


def test_what_the_compiler_says_is_seen(make):
    done = make("CFLAGS=-O2 -include /dev/null -Werror -Wmissing-include-dirs -Inowhere", MADE[0])
    assert done.returncode == 2 and "nowhere: No such file or directory" in done.stderr


@pytest.mark.parametrize("target", [[], ["build/alloc/tlsf.so"], ["clean"]])
def test_no_such_compiler(make, target):
    make(*MADE)
    done = make("CC=nosuch", *target)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.endswith(": *** CC=nosuch: there is no such compiler.  Stop.\n")
    assert done.stderr.count("\n") == 1
