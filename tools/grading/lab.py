"""lab - A clean copy of the lab, in which a submission becomes a checked shared object.

The copy has what a build needs and no more. The driver can be executed but not read: the
kernel then keeps its memory and its descriptors from whatever else runs under the same user.
"""

import grp
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import threading

import handouts
import rules
from grading import confine, names, private
from grading.submissions import Problem

HOME = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
PARTS = ["Makefile", "config.h", "mm.h", "memlib.h", "compat"]
BUILD = confine.Limits(20, memory=2 << 30, file_size=64 << 20)
A_PART_KILLED = re.compile(r"^make(\[\d+\])?: \*\*\* .* (Killed|Error 137)$|Killed signal terminated program"
                           r"|terminated with signal 9|unable to execute command: Killed", re.M)
LARGEST_OBJECT = 32 << 20
LEAST_ROOM = 16 << 20    # bytes of the disk without which a build says nothing of a submission


def parts():
    """PARTS, and what the Makefile includes."""
    with open(os.path.join(HOME, "Makefile")) as file:
        words = [line.split() for line in file]
    return PARTS + [name for line in words if line[:1] == ["include"] for name in line[1:]]


class Broken(Exception):
    """The lab or the machine is at fault, not the submission."""


def digest_of(paths):
    """Changes with the name or the contents of any of the files, and those in folders."""
    digest = hashlib.sha256()
    for top in paths:
        files = [top] if os.path.isfile(top) else [
            os.path.join(folder, name)
            for folder, _, found in sorted(os.walk(top)) for name in sorted(found)]
        for path in files:
            with open(path, "rb") as file:
                digest.update(os.path.basename(path).encode() + file.read())
    return digest.hexdigest()


class Lab:
    """The lab as submissions are built and run in it: copies in a folder that no other user
    can enter. The confined process can, as nobody, where the grader is root."""

    def __init__(self, confined=True, compiler=None, driver=None, direct=False):
        self.confined, self.compiler, self.direct = confined, compiler, direct
        self.folder, self.alive = private.scratch()
        if confined and os.geteuid() == 0:
            os.chown(self.folder, 0, grp.getgrgid(int(confine.NOBODY)).gr_gid)
            os.chmod(self.folder, 0o710)
        driver = driver or self.built_driver()
        self.drivers, self.making = {}, threading.Lock()
        self.checker, *_ = self.checkers = [os.path.join(self.folder, name) for name in ("rules.py", "elf.py")]
        for copy in self.checkers:
            shutil.copyfile(os.path.join(HOME, "tools", os.path.basename(copy)), copy)
        self.digest = digest_of([os.path.join(HOME, part) for part in parts()]
                                + [driver, *self.checkers]) + str(compiler)
        self.driver = self.drivers[False] = self.hidden_driver(driver, False)
        self.apart = os.path.exists(self.host_of(self.driver))
        self.shell = self.hidden_copy("/bin/sh", "sh")

    def built_driver(self, m32=False):
        return self.made(os.path.join("build", *["m32"] * m32, "mdriver"), "the driver", m32)

    def reference(self, name):
        """The plug-in of a reference allocator, which the confined process can read."""
        made = self.made(os.path.join("build", "alloc", f"{name}.so"), name)
        copy = os.path.join(self.folder, f"{name}.so")
        shutil.copyfile(made, copy)
        os.chmod(copy, 0o755)
        return copy

    def made(self, name, what, m32=False):
        """A file of the lab's build; where it is not made, and perhaps cannot be, one made here."""
        if os.path.exists(os.path.join(HOME, name)):
            return os.path.join(HOME, name)
        copy = os.path.join(self.folder, f"lab{32 * m32 or ''}")
        if not os.path.isdir(copy):
            shutil.copytree(HOME, copy, copy_function=shutil.copyfile,
                            ignore=shutil.ignore_patterns("build", ".git", "traces", "docs", "mdriver"))
            private.open_to_all(copy)
        made = subprocess.run(["make", "-s", name, *["M32=1"] * m32], cwd=copy,
                              capture_output=True, text=True)
        if made.returncode != 0:
            raise Broken(f"{what} cannot be built: {first_error(made.stderr)}")
        return os.path.join(copy, name)

    def driver_of(self, m32):
        """The hidden copy of the driver for a build of 32 or 64 bits."""
        with self.making:
            if m32 not in self.drivers:
                self.drivers[m32] = None    # if the next fails, it is not tried again
                self.drivers[m32] = self.hidden_driver(self.built_driver(m32), m32)
            if not self.drivers[m32]:
                raise Broken("there is no driver of 32 bits")
            return self.drivers[m32]

    def can_build(self, build):
        """Is there what that build takes: a driver of 32 bits, the compiler?"""
        if build.compiler and not shutil.which(build.compiler):
            return False
        try:
            return subprocess.run([self.driver_of(build.m32), "--help"],
                                  capture_output=True).returncode == 0
        except (Broken, OSError):    # not to be built, or not for this kernel
            return False

    def hidden_driver(self, driver, m32):
        """Its copy; and beside it that of the host program, if it is wanted and the driver knows one.
        The driver looks after the host's memory, which the kernel allows if the file can be read."""
        folder = os.path.join(self.folder, f"driver{32 * m32 or ''}")
        os.mkdir(folder)
        os.chmod(folder, 0o755)
        copy = self.hidden_copy(driver, os.path.join(folder, "mdriver"))
        known = subprocess.run([copy, "--help=all"], capture_output=True, text=True)
        if "--apart" in known.stdout and not self.direct:
            host = self.made(os.path.join("build", *["m32"] * m32, "host"), "the host program", m32)
            shutil.copyfile(host, self.host_of(copy))
            os.chmod(self.host_of(copy), 0o555)
        return copy

    @staticmethod
    def host_of(driver):
        return os.path.join(os.path.dirname(driver), "host")

    def programs(self, driver):
        """What a run of the driver takes, as paths."""
        return [self.shell, driver, *[self.host_of(driver)] * self.apart]

    def hidden_copy(self, program, name):
        copy = os.path.join(self.folder, name)
        shutil.copyfile(program, copy)
        os.chmod(copy, 0o111)
        return copy

    def close(self):
        private.remove(self.folder)
        os.close(self.alive)

    def need_room(self):
        """Without room on the disk nothing can be said of a submission."""
        free = private.free_bytes(self.folder)
        if free < LEAST_ROOM:
            raise Broken(f"the disk is full: {free >> 20} MB are left below {private.room()}")

    def copy(self):
        """A fresh copy, with empty folders for the submission and for what is built."""
        copy = tempfile.mkdtemp(prefix="copy-", dir=self.folder)
        for part in parts():
            path = os.path.join(HOME, part)
            if os.path.isdir(path):
                shutil.copytree(path, os.path.join(copy, part), copy_function=shutil.copyfile)
            elif os.path.exists(path):
                os.makedirs(os.path.dirname(os.path.join(copy, part)), exist_ok=True)
                shutil.copyfile(path, os.path.join(copy, part))
        for folder in ("submission", "build"):
            os.mkdir(os.path.join(copy, folder))
        return copy

    def put(self, copy, source, helpers, compat):
        """Writes the submission into the copy; of the lab's own headers the lab's are used."""
        files = {name: text for name, text in helpers.items() if compat or name not in PARTS}
        for name, text in {**files, "mm.c": source}.items():
            with open(os.path.join(copy, "submission", name), "wb") as file:
                file.write(text)
        private.open_to_all(copy)
        os.chmod(os.path.join(copy, "build"), 0o777)

    def build(self, source, helpers, stop=None, how=handouts.Build()):
        """The path of the shared object, what the compiler said, and the seconds that it took.
        The caller removes the copy that the object is in."""
        self.need_room()
        copy = self.copy()
        self.put(copy, source, helpers, how.compat)
        command = ["make", "-s", "build/mm.so", "MM=submission/mm.c"]
        command += [f"CC={self.compiler}"] if self.compiler and not how.compiler else []
        command += how.words()
        outcome = confine.run(command, copy, BUILD, readable=[copy],
                              writable=[os.path.join(copy, "build")],
                              confined=self.confined, stop=stop)
        log = names.block(outcome.output.decode("utf-8", "replace"))
        built = os.path.join(copy, "build", "mm.so")
        try:
            self.judge_build(outcome, built, log)
        except Problem as problem:
            self.need_room()
            private.remove(copy)
            problem.log = log
            raise
        os.chmod(built, 0o755)
        return built, log, outcome.seconds

    @staticmethod
    def judge_build(outcome, built, log):
        if outcome.stopped:
            raise Problem("compile", f"the compiler was stopped: {outcome.stopped}")
        if outcome.overdue or outcome.killed() or outcome.status != 0 and A_PART_KILLED.search(log):
            raise Broken("the compiler was killed, or did not get the processor")
        if outcome.status != 0 or not os.path.isfile(built) or os.path.islink(built):
            raise Problem("compile", first_error(log))
        if os.path.getsize(built) > LARGEST_OBJECT:
            raise Problem("compile", f"the object has more than {LARGEST_OBJECT >> 20} MB")

    def broken_rules(self, built, compat=None, stop=None, collect=False):
        """The rules that it breaks, a sentence each."""
        limit = str(rules.configured_limit())
        command = ["/usr/bin/python3", self.checker, "--globals", limit, built]
        command += ["--compat"] if compat else []
        command += ["--collect"] if collect else []
        outcome = confine.run(command, os.path.dirname(built), BUILD, stop=stop,
                              readable=[*self.checkers, built], confined=self.confined)
        lines = outcome.output.decode("utf-8", "replace").splitlines()
        if outcome.overdue or outcome.killed():
            raise Broken("the look at its rules was killed, or did not get the processor")
        if outcome.stopped or outcome.status not in (0, 1):
            return ["the object cannot be read: " + (outcome.stopped or " ".join(lines[-1:]))]
        broken = [line for line in lines if not line.startswith(f"{built}: note: ")] * outcome.status
        return [names.message(line.removeprefix(built + ": ")) for line in broken]


def first_error(log):
    for line in log.splitlines():
        if "rror: " in line or "undefined reference" in line:
            return line.strip()
    return (log.strip().splitlines() or ["the compiler made no object"])[-1]
