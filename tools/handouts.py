"""handouts - For which handout was an mm.c written, and how must it be built?

The text says what the contract is; what else the build needs is found by trying: 64 bits
with the system's compiler, then 32 bits, then clang.
"""

import dataclasses
import os
import re

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*|("(?:\\.|[^"\\\n])*")', re.DOTALL)
SHORT = 120_000     # bytes of a trace's file
SMALL = 8 << 20     # bytes that it asks for
NAMES = ("csapp-2002", "pku-2015", "cmu-2016")


@dataclasses.dataclass(frozen=True)
class Build:
    """How a submission is built: the handout (None: this lab's own), and what else."""

    compat: str | None = None
    m32: bool = False
    compiler: str | None = None
    realloc: bool = True

    def words(self):
        """For make."""
        return ([f"COMPAT={self.compat}"] * bool(self.compat) + ["M32=1"] * self.m32
                + [f"CC={self.compiler}"] * bool(self.compiler)
                + ["REALLOC=none"] * (not self.realloc))


def code(source):
    """The text without comments."""
    return COMMENT.sub(lambda match: match.group(1) or " ", source)


def returns(text, name):
    """The type of a function that is defined or declared, without its stars; or None."""
    found = re.search(rf"\b(\w+)[\s*]+{name}\s*\([^;{{}}]*\)\s*[;{{]", text)
    return found and found.group(1).replace("_Bool", "bool")


def contract(text):
    """The handout's name (`lab`: this one), and the reasons; None if it has no mm_init."""
    init, check = returns(text, "mm_init"), returns(text, "mm_checkheap")
    macros = re.search(r"#\s*define\s+malloc\b.*mm_malloc", text)
    if init is None:
        return None, []
    if init == "bool":
        return "cmu-2016", ["mm_init returns bool."]
    if re.search(r"\b(team_t|student_t)\b", text):
        return "csapp-2002", ["mm_init returns int.", "It names its team (team_t)."]
    if macros:
        why = ["mm_init returns int.", "It spells malloc by macro, as mm_malloc."]
        return "pku-2015", why + [f"mm_checkheap returns {check}."] * bool(check)
    if check == "bool" and returns(text, "mm_calloc"):
        return "lab", ["mm_init returns int.", "mm_checkheap returns bool.", "It has an mm_calloc."]
    if check == "void" and returns(text, "mm_calloc"):
        return "pku-2015", ["mm_checkheap returns void.", "It has an mm_calloc."]
    return "csapp-2002", ["mm_init returns int, and nothing points to a later handout."]


def builds(name):
    """The builds to try for a contract, the most common first."""
    if name == "lab":
        return [Build()]
    return [Build(name), Build(name, m32=True), Build(name, compiler="clang")]


def builds_without_realloc(name):
    """The same, with r as malloc, copy and free: some handouts' traces ask for none."""
    return [dataclasses.replace(build, realloc=False) for build in builds(name)]


class Impossible(Exception):
    """That build cannot be tried on this machine; the reason."""


@dataclasses.dataclass(frozen=True)
class Failed:
    """A build that is not right."""

    build: Build
    why: str             # a sentence
    tried: bool = True   # or it could not be tried here
    passed: int = 0      # traces


def choose(candidates, attempt):
    """The first build in which nothing is wrong, or None; and those before it.

    attempt(build): "" or what is wrong, and the number of traces that pass; or Impossible."""
    failed = []
    for build in candidates:
        try:
            why, passed = attempt(build)
        except Impossible as reason:
            failed.append(Failed(build, str(reason), tried=False))
            continue
        if not why:
            return build, failed
        failed.append(Failed(build, why, passed=passed))
    return None, failed


def nearest(failed):
    """Of builds that all failed, the one that passes most; the first of equals."""
    return max(failed, key=lambda one: one.passed).build


def describe(build):
    if build.m32:
        return "with 32 bits"
    return f"with {build.compiler}" if build.compiler else "with 64 bits"


def payload(path):
    """Bytes that the trace asks for in all: what an allocator that frees nothing needs."""
    with open(path, encoding="ascii", errors="replace") as file:
        requests = [line.split() for line in file]
    return sum(int(words[2]) for words in requests if len(words) == 3 and words[2].isdecimal())


def short_traces():
    """What a build is tried on: the lab's traces that are short, and so small that also an
    allocator that frees nothing finds room in the handouts' heaps."""
    folder = os.path.join(HOME, "traces")
    paths = [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".rep")]
    return [path for path in paths if os.path.getsize(path) < SHORT and payload(path) < SMALL]
