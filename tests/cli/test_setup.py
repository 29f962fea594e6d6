"""setup: silent and quick where all is there, and clear where it is not."""

import os
import subprocess
import time

import pytest
from conftest import assert_within

LAB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def setup(*arguments, **environment):
    return subprocess.run([os.path.join(LAB, "setup"), *arguments], text=True, check=False,
                          capture_output=True, env={**os.environ, **environment})


def bare_path(folder, *commands):
    """A PATH with these commands only."""
    for command in commands:
        target = next(f"{d}/{command}" for d in ("/usr/bin", "/bin") if os.path.exists(
            f"{d}/{command}"))
        os.symlink(target, folder / command)
    return str(folder)


@pytest.mark.timed
def test_it_is_silent_and_quick_where_all_is_there():
    if setup("compare", "--check").returncode != 0:
        return

    def seconds():
        began = time.monotonic()
        done = setup("compare")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        return time.monotonic() - began

    assert_within(0, seconds, 0.1)


def test_check_names_what_is_missing(tmp_path):
    done = setup("compare", "--check", PATH=bare_path(tmp_path, "sed", "uname"))
    assert done.returncode == 1
    assert "gnuplot-nox" in done.stderr and "gcc" in done.stderr
    assert "valgrind" not in done.stderr


def test_elsewhere_it_says_what_to_install(tmp_path):
    done = setup("compare", PATH=bare_path(tmp_path, "sed", "uname", "id"))
    assert done.returncode == 3
    assert "please install" in done.stderr and "gnuplot-nox" in done.stderr


def test_without_gnuplot_all_else_works(tmp_path):
    path = bare_path(tmp_path, "sed", "uname", "id", "make", "cc", "python3")
    done = setup("compare", PATH=path)
    assert done.returncode == 0
    assert "no pictures" in done.stderr


def test_a_purpose_is_needed():
    assert setup().returncode == 2
    assert "./setup compare" in setup("--help").stdout


def test_a_grader_has_all_he_needs_and_no_more(tmp_path):
    done = setup("grade", "--check", PATH=bare_path(tmp_path, "sed", "uname"))
    assert done.returncode == 1
    assert "bubblewrap" in done.stderr and "util-linux" in done.stderr and "gnuplot" not in done.stderr
