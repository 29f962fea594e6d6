"""The tool that tries the lab on other machines: its mistakes. What it does takes many minutes."""

import subprocess
import sys

from conftest import LAB


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
