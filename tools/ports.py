#!/usr/bin/env python3
"""ports.py - The lab on other machines: unit tests, and the heap of every variant as it is here.

    ports.py [-t FOLDER | -f TRACE ...] [-a NAMES] [PORT ...]
    ports.py --suite musl

A PORT is musl, aarch64 or riscv64; without one, each that this machine has a compiler for. The lab is
copied and built there, and run: on another processor by qemu. The unit tests must pass, and each
variant must be valid on each trace with the same heap, to the byte, as in docs/compare.tsv.
cmocka is built from Debian's source, since no package has it for these.
--suite: not this, but the whole of make test, which only this machine's processor can do.

Exit status: 0 all is the same, 1 something is not, 2 a mistake in the command line, 3 the system
failed, or lacks what the port needs.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request

from results import HOME, UserError, read_table

CMOCKA = "http://deb.debian.org/debian/pool/main/c/cmocka/cmocka_1.1.7.orig.tar.xz"
DIGEST = "810570eb0b8d64804331f82b29ff47c790ce9cd6b163e98d47a4807047ecad82"
KERNEL = "linux", "asm", "asm-generic"    # what musl's compiler does not see of the kernel's headers


def emulated(machine):
    """Runs programs with the cross compiler's libc, also where Debian's own for that machine is installed."""
    root = f"/usr/{machine}-linux-gnu"
    return f"qemu-{machine} -L {root} -E LD_LIBRARY_PATH={root}/lib"


# The compiler, what runs its programs, and the packages of both.
PORTS = {
    "musl": ("musl-gcc", "", "musl-tools"),
    "aarch64": ("aarch64-linux-gnu-gcc", emulated("aarch64"), "gcc-aarch64-linux-gnu qemu-user"),
    "riscv64": ("riscv64-linux-gnu-gcc", emulated("riscv64"), "gcc-riscv64-linux-gnu qemu-user"),
}


class Failure(Exception):
    """What the system did not do, in a sentence."""


def run(command, folder, **more):
    return subprocess.run(command, cwd=folder, shell=True, text=True, **more)


def must(command, folder):
    """Runs it; if it fails, what it has said is the failure."""
    done = run(command, folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        raise Failure(f"{command}: status {done.returncode}\n{done.stdout[-2000:]}")
    return done.stdout


def copy_lab(folder):
    """All that is not built."""
    lab = os.path.join(folder, "lab")
    shutil.copytree(HOME, lab, ignore=shutil.ignore_patterns("build", ".git", "mdriver"))
    shutil.copy(os.path.join(HOME, "mdriver.c"), lab)
    return lab


def reserve_less(lab):
    """An emulator keeps books of all memory that is reserved: 13 GB for 4 TB. Now it is 16 GB."""
    must("sed -i '/HEAP_RESERVATION/s/42/34/' config.h", lab)


def fetch_cmocka(folder):
    """The folder of its source."""
    archive = os.path.join(folder, "cmocka.tar.xz")
    try:
        urllib.request.urlretrieve(CMOCKA, archive)
    except OSError as error:
        raise Failure(f"{CMOCKA}: {error}") from None
    with open(archive, "rb") as file:
        if hashlib.sha256(file.read()).hexdigest() != DIGEST:
            raise Failure(f"{CMOCKA}: is not the file that it was")
    with tarfile.open(archive) as tar:
        tar.extractall(folder)
    return os.path.join(folder, "cmocka-1.1.7")


def kernel_headers(folder):
    """A folder with the kernel's headers alone."""
    headers = os.path.join(folder, "kernel")
    os.mkdir(headers)
    for name in KERNEL:
        for place in f"/usr/include/x86_64-linux-gnu/{name}", f"/usr/include/{name}":
            if os.path.exists(place) and not os.path.exists(f"{headers}/{name}"):
                os.symlink(place, f"{headers}/{name}")
    return headers


def with_cmocka(make, lab, compiler, flags, folder):
    """This make, with a cmocka that the compiler has built; the tests are built without sanitizers."""
    cmocka = fetch_cmocka(folder)
    must(f"{compiler} -O2 -w -I{cmocka}/include -DHAVE_SIGNAL_H -c {cmocka}/src/cmocka.c -o cmocka.o", lab)
    return f"{make} CMOCKA={lab}/cmocka.o SANITIZE='{flags} -I{cmocka}/include'"


def heaps(path):
    return {(row["allocator"], row["trace"]): int(row["heap"] or 0)
            for row in read_table(path, ["allocator", "trace", "heap"])}


def show_heaps(here, there):
    """A line for each variant: on how many traces its heap is the same, and how large all are together."""
    print(f"{'allocator':24}{'traces':>8}{'same':>8}{'bytes there':>14}{'here':>14}")
    for name in dict.fromkeys(name for name, _ in there):
        pairs = [pair for pair in there if pair[0] == name]
        same = sum(there[pair] == here[pair] for pair in pairs)
        print(f"{name:24}{len(pairs):8}{same:8}{sum(map(there.get, pairs)):14}{sum(map(here.get, pairs)):14}")


def compare_heaps(lab, runner, names, traces):
    """How many pairs of variant and trace have the same heap, and in a line each those that have not."""
    done = run(f"{runner} ./mdriver -c -a '{names}' --tsv heaps.tsv {traces}", lab, stdout=subprocess.DEVNULL)
    if done.returncode > 1:
        raise Failure(f"mdriver: status {done.returncode}")
    here, there = heaps(os.path.join(HOME, "docs", "compare.tsv")), heaps(os.path.join(lab, "heaps.tsv"))
    there = {pair: heap for pair, heap in there.items() if pair in here}
    show_heaps(here, there)
    different = [f"  {a} on {t}: {heap} bytes, here {here[a, t]}" for (a, t), heap in there.items() if heap != here[a, t]]
    return len(there) - len(different), different


def compare_port(port, options, lab, make):
    """The unit tests, and the heaps. True if all is the same."""
    runner = PORTS[port][1]
    must(f"{make} lab variants", lab)
    print(f"{port}:", must(f"{make} unit RUN='{runner}'", lab).strip().split("\n")[-1], flush=True)
    same, different = compare_heaps(lab, runner, options.allocators, traces_of(options))
    print(f"{port}: the same heap {same} times, another {len(different)} times", *different, sep="\n", flush=True)
    return same > 0 and not different


def try_port(port, options, folder):
    compiler, runner, packages = PORTS[port]
    if not shutil.which(compiler) or (runner and not shutil.which(runner.split()[0])):
        raise Failure(f"{port} needs {packages}")
    lab = copy_lab(folder)
    if runner:
        reserve_less(lab)
    flags = f"-O2 -g -idirafter {kernel_headers(folder)}" if port == "musl" else "-O2 -g"
    make = with_cmocka(f"make -j{os.cpu_count()} CC={compiler} CFLAGS='{flags}'", lab, compiler, flags, folder)
    if options.suite:
        return run(f"{make} test", lab).returncode == 0
    return compare_port(port, options, lab, make)


def traces_of(options):
    """As the driver is told them."""
    if options.traces:
        return f"-t '{os.path.abspath(options.traces)}'"
    return " ".join(f"-f '{os.path.abspath(trace)}'" for trace in options.trace)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0],
                                     epilog="\n".join(__doc__.split("\n")[2:]),
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ports", nargs="*", metavar="PORT", help=", ".join(PORTS))
    parser.add_argument("-a", "--allocators", default="all", metavar="NAMES", help="not all variants but these")
    parser.add_argument("-t", "--traces", metavar="FOLDER", help="not the default traces but these")
    parser.add_argument("-f", "--trace", action="append", default=[], metavar="TRACE", help="not the default traces but this one")
    parser.add_argument("--suite", action="store_true", help="make test, the whole of it")
    return parser.parse_args()


def main():
    options = parse()
    for port in options.ports:
        if port not in PORTS:
            raise UserError(f"'{port}' is no port; there are {', '.join(PORTS)}")
        if options.suite and PORTS[port][1]:
            raise UserError(f"--suite: {port} is another processor: make test would have to be emulated")
    ports = options.ports or [p for p in PORTS if shutil.which(PORTS[p][0]) and not (options.suite and PORTS[p][1])]
    if not ports:
        raise Failure("there is no compiler for any of " + ", ".join(PORTS))
    good = True
    for port in ports:
        with tempfile.TemporaryDirectory() as folder:
            good &= try_port(port, options, folder)
    return 0 if good else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except UserError as error:
        sys.exit(print(f"ports.py: {error}", file=sys.stderr) or 2)
    except Failure as error:
        sys.exit(print(f"ports.py: {error}", file=sys.stderr) or 3)
