"""lab - A clean copy of the lab, in which a submission becomes a checked shared object.

The copy has what a build needs and no more. The driver can be executed but not read: the
kernel then keeps its memory and its descriptors from whatever else runs under the same user.
"""

import hashlib
import os
import shutil
import tempfile

import rules
from grading import confine
from grading.submissions import Problem

HOME = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
PARTS = ["Makefile", "config.h", "mm.h", "memlib.h", "compat"]
BUILD = confine.Limits(60, memory=2 << 30, file_size=64 << 20)
LARGEST_OBJECT = 32 << 20


def parts():
    """PARTS, and what the Makefile includes."""
    with open(os.path.join(HOME, "Makefile")) as file:
        words = [line.split() for line in file]
    return PARTS + [name for line in words if line[:1] == ["include"] for name in line[1:]]


class Broken(Exception):
    """The lab or the machine is at fault, not the submission."""


class Lab:
    def __init__(self, confined=True, compiler=None, compat=None, driver=None):
        self.confined, self.compiler, self.compat = confined, compiler, compat
        driver = driver or os.path.join(HOME, "build", "mdriver")
        if not os.path.exists(driver):
            raise Broken(f"{driver} is not there: run make first")
        self.folder = tempfile.mkdtemp(prefix="grade-")
        os.chmod(self.folder, 0o711)
        self.driver = self.hidden_copy(driver, "mdriver")
        self.checker = os.path.join(self.folder, "rules.py")
        shutil.copyfile(os.path.join(HOME, "tools", "rules.py"), self.checker)
        self.shell = self.hidden_copy("/bin/sh", "sh")

    def hidden_copy(self, program, name):
        copy = os.path.join(self.folder, name)
        shutil.copyfile(program, copy)
        os.chmod(copy, 0o111)
        return copy

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def digest(self):
        """Changes with anything in the lab that a grade depends on."""
        digest = hashlib.sha256(f"{self.compiler} {self.compat}".encode())
        for part in [*parts(), self.driver, self.checker]:
            top = os.path.join(HOME, part)
            files = [top] if os.path.isfile(top) else [
                os.path.join(folder, name)
                for folder, _, names in sorted(os.walk(top)) for name in sorted(names)]
            for path in files:
                with open(path, "rb") as file:
                    digest.update(os.path.basename(path).encode() + file.read())
        return digest.hexdigest()

    def copy(self):
        """A fresh copy, and in it an empty folder for the submission."""
        copy = tempfile.mkdtemp(prefix="copy-", dir=self.folder)
        for part in parts():
            path = os.path.join(HOME, part)
            if os.path.isdir(path):
                shutil.copytree(path, os.path.join(copy, part))
            elif os.path.exists(path):
                os.makedirs(os.path.dirname(os.path.join(copy, part)), exist_ok=True)
                shutil.copyfile(path, os.path.join(copy, part))
        for folder in ("submission", "build"):
            os.mkdir(os.path.join(copy, folder))
        for folder in (copy, os.path.join(copy, "build")):
            os.chmod(folder, 0o777 if folder.endswith("build") else 0o755)
        return copy

    def build(self, source, helpers, stop=None, compat=None):
        """The path of the shared object, and what the compiler said. The caller deletes the
        copy that the object is in."""
        copy = self.copy()
        files = {name: text for name, text in helpers.items() if compat or name not in PARTS}
        for name, text in {**files, "mm.c": source}.items():
            with open(os.path.join(copy, "submission", name), "wb") as file:
                file.write(text)
        command = ["make", "-s", "build/mm.so", "MM=submission/mm.c"]
        command += [f"CC={self.compiler}"] if self.compiler else []
        command += [f"COMPAT={compat}"] if compat else []
        outcome = confine.run(command, copy, BUILD, readable=[copy],
                              writable=[os.path.join(copy, "build")],
                              confined=self.confined, stop=stop)
        log = outcome.output.decode("utf-8", "replace")
        built = os.path.join(copy, "build", "mm.so")
        if outcome.stopped:
            raise Problem("compile", f"the compiler was stopped: {outcome.stopped}")
        if outcome.status != 0 or not os.path.isfile(built) or os.path.islink(built):
            problem = Problem("compile", first_error(log))
            problem.log = log
            raise problem
        if os.path.getsize(built) > LARGEST_OBJECT:
            raise Problem("compile", f"the object has more than {LARGEST_OBJECT >> 20} MB")
        os.chmod(built, 0o755)
        return built, log

    def broken_rules(self, built, stop=None):
        """The rules that it breaks, a sentence each."""
        limit = str(rules.configured_limit())
        command = ["/usr/bin/python3", self.checker, "--globals", limit, built]
        command += ["--compat"] if self.compat else []
        outcome = confine.run(command, os.path.dirname(built), BUILD, stop=stop,
                              readable=[self.checker, built], confined=self.confined)
        lines = outcome.output.decode("utf-8", "replace").splitlines()
        if outcome.stopped or outcome.status not in (0, 1):
            return ["the object cannot be read: " + (outcome.stopped or " ".join(lines[-1:]))]
        return [line.removeprefix(built + ": ") for line in lines] if outcome.status else []


def first_error(log):
    for line in log.splitlines():
        if "rror: " in line or "undefined reference" in line:
            return line.strip()
    return (log.strip().splitlines() or ["the compiler made no object"])[-1]
