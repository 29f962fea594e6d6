"""The tool that tries the lab on other machines: its mistakes. What it does takes many minutes. And
what a port would have to write again: docs/port.md lists it."""

import glob
import os
import re
import subprocess
import sys

from conftest import LAB

# In a file of C: what Linux's C libraries have, and macOS has not.
LINUX = re.compile(r"""
    ^\s*\#\s*include\s*<(linux/\w+|link|malloc|sys/(personality|prctl|ptrace|single_threaded|syscall|uio))\.h>
    | "/proc/(?!self/fd/)[\w%]
    | \b(MADV_DONTNEED|SI_KERNEL|__libc_\w+|clock_getcpuclockid|memfd_create|sched_\w+|sem_timedwait|tdestroy)\b
    """, re.VERBOSE | re.MULTILINE)


def ports(*words, **more):
    return subprocess.run([sys.executable, f"{LAB}/tools/ports.py", *words], capture_output=True, text=True, **more)


def test_an_unknown_port_is_told():
    done = ports("vax")
    assert (done.returncode, done.stderr) == (2, "ports.py: 'vax' is no port; there are musl, aarch64, riscv64\n")


def test_a_missing_compiler_is_told(tmp_path):
    done = ports("riscv64", env={"PATH": str(tmp_path)})
    assert (done.returncode, done.stderr) == (3, "ports.py: riscv64 needs gcc-riscv64-linux-gnu qemu-user\n")
    done = ports(env={"PATH": str(tmp_path)})
    assert (done.returncode, done.stderr) == (3, "ports.py: there is no compiler for any of musl, aarch64, riscv64\n")


def test_the_suite_is_for_this_processor():
    done = ports("--suite", "riscv64")
    assert (done.returncode, done.stderr) == (2, "ports.py: --suite: riscv64 is another processor: make test would have to be emulated\n")


def sources():
    """The lab's own, without what is built, tests and examples."""
    return [path for path in glob.glob("**/*.[ch]", root_dir=LAB, recursive=True)
            if path.split("/")[0] not in ("build", "docs", "tests")]


def is_linux(path):
    with open(f"{LAB}/{path}", encoding="utf-8") as file:
        return os.path.basename(path).startswith("platform") or LINUX.search(file.read())


def test_what_a_port_writes_again_is_listed():
    """A .c and its .h are one."""
    with open(f"{LAB}/docs/port.md", encoding="utf-8") as file:
        listed = set(re.findall(r"`([\w/-]+)\.c`", file.read().partition("## What macOS")[2]))
    assert listed == {os.path.splitext(path)[0] for path in sources() if is_linux(path)}
