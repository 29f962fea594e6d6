"""make says what it makes in a line a file, and makes it anew when its flags have changed."""

import os
import shutil
from pathlib import Path

import pytest

BUILD = "build/test-make"
MADE = [f"{BUILD}/memlib.o", f"{BUILD}/mm.so"]
LINES = ["CC test-make/memlib.o", "SO test-make/mm.so"]


@pytest.fixture
def make(lab):
    """Into an empty folder, and not as a part of another make."""
    shutil.rmtree(f"{lab.path}/{BUILD}", ignore_errors=True)
    own = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return lambda *words: lab.run("make", "-j1", f"BUILD={BUILD}", *words, env=own)


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


@pytest.mark.parametrize("name", ["x.c", "a b.c"])
def test_without_mm_it_is_mm_c_again(lab, make, tmp_path, name):
    plugin = Path(lab.path, BUILD, "mm.so")
    (tmp_path / name).write_text(f'#include "{lab.path}/tests/students/correct.c"\n')
    make(*MADE)
    own = plugin.read_bytes()
    make(f"MM={tmp_path / name}", MADE[1])
    assert plugin.read_bytes() != own
    assert lines(make(*MADE)) == LINES[1:]
    assert plugin.read_bytes() == own
    assert lines(make(*MADE)) == []


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


@pytest.mark.parametrize("words, sentence", [
    ("gdb", "make gdb needs F: make gdb F=traces/short1.rep L=6"),
    ("gdb F=traces/short1.rep", "make gdb needs L: make gdb F=traces/short1.rep L=6"),
    ("gdb F=nosuch L=6", "F=nosuch: there is no such file"),
    ("gdb F=traces/short1.rep L=x", "L=x: the number of a line is wanted"),
    ("debug F=traces", "F=traces: there is no such file"),
    ("handin", "make handin needs V: make handin V=explicit-lifo"),
    ("handin V=nosuch", "V=nosuch: there is no such variant in alloc/"),
    ("V=2", "V=2: V=1 prints the whole commands"),
    ("build/nosuch.so", "make build/nosuch.so: of which file? make build/x.so MM=path/to/x.c"),
    ("build/alloc/nosuch.so", "make build/alloc/nosuch.so: of which file? make build/x.so MM=path/to/x.c"),
    ("build/x.so MM=nosuch.c", "MM=nosuch.c: there is no such file"),
    ("COMPAT=cmu-2016", "COMPAT=cmu-2016 needs MM: make build/x.so MM=path/to/mm.c COMPAT=cmu-2016"),
    ("ALIGNMENT=7", "ALIGNMENT=7: payloads are aligned to 8 or to 16 bytes"),
    ("M32=0", "M32=0: M32=1 builds for 32 bits; without M32 it is 64"),
    ("fuzz TIME=abc", "TIME=abc: a whole number of seconds is wanted"),
    ("soak REQUESTS=1e6", "REQUESTS=1e6: a whole number of requests is wanted"),
    ("soak SEED=-1", "SEED=-1: a whole number is wanted"),
    ("soak A=nosuch", "A=nosuch: there is no alloc/nosuch.c"),
    ("fuzz A=no/such.so", "A=no/such.so: there is no no/such.so"),
], ids=lambda words: words.split()[0] if "=" in words else None)
def test_a_variable_that_is_missing_or_makes_no_sense(lab, words, sentence):
    done = lab.run("make", *words.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(f": *** {sentence}.  Stop.\n") and done.stderr.count("\n") == 1


def test_a_path_that_make_cannot_take(lab):
    done = lab.run("make", "soak", "A=my lab/mm (1).c")
    assert done.returncode == 2 and "*** A=my lab/mm (1).c: make takes no such path; " in done.stderr
