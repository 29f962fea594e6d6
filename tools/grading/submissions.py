"""submissions - What was handed in: for each name a source, or what is wrong with it.

A submission is a file NAME.c, or a folder NAME with one mm.c somewhere in it.
"""

import itertools
import os
import stat

from grading.names import shown

DEPTH = 4               # folders below a submission's own that are searched
LARGEST_SOURCE = 1 << 20
MOST_HELPERS = 16       # .c and .h files beside mm.c that are taken along
MOST_FILES = 5000       # in a submission's folder


class Problem(Exception):
    """Why there is nothing to build: a verdict and a sentence."""

    def __init__(self, verdict, sentence):
        super().__init__(sentence)
        self.verdict = verdict


class Submission:
    def __init__(self, name, paths):
        self.name, self.paths = name, paths


def find(folder):
    """All of the folder's submissions, in order; hidden files are none."""
    by_name = {}
    for entry in sorted(os.listdir(folder)):
        if entry.startswith("."):
            continue
        path = os.path.join(folder, entry)
        folder_like = os.path.isdir(path) and not os.path.islink(path)
        stem, suffix = os.path.splitext(entry)
        name = stem if suffix == ".c" and stem and not folder_like else entry
        by_name.setdefault(name, []).append(path)
    return [Submission(name, paths) for name, paths in sorted(by_name.items())]


def walk(folder, depth=DEPTH):
    """The paths below the folder, without following links; hidden files are none."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False) and depth:
            yield from walk(entry.path, depth - 1)
        else:
            yield entry.path


def source_path(submission):
    """The one file that is to be graded."""
    if len(submission.paths) > 1:
        names = " and ".join(shown(os.path.basename(path)) for path in submission.paths)
        raise Problem("two files", f"there are both {names}: which one counts?")
    path = submission.paths[0]
    if os.path.islink(path):
        raise Problem("link", "it is a symbolic link, which is not followed")
    if not os.path.isdir(path):
        if not path.endswith(".c"):
            raise Problem("wrong file", "it is neither a .c file nor a folder with mm.c")
        return path
    inside = list(itertools.islice(walk(path), MOST_FILES + 1))
    if len(inside) > MOST_FILES:
        raise Problem("two files", f"the folder has more than {MOST_FILES} files")
    found = [file for file in inside if os.path.basename(file) == "mm.c"]
    if len(found) > 1:
        names = " and ".join(shown(os.path.relpath(file, path)) for file in found[:3])
        raise Problem("two files", f"there are {len(found)} files mm.c: {names}")
    if not found:
        others = ", ".join(shown(os.path.relpath(file, path)) for file in inside[:4])
        raise Problem("no file", f"there is no mm.c, only {others}" if others
                      else "the folder is empty")
    return found[0]


def read(path):
    """The source's bytes, if it can be a C file."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if os.path.islink(path):
            raise Problem("link", "mm.c is a symbolic link, which is not followed")
        raise Problem("wrong file", f"it cannot be read: {error.strerror}")
    with os.fdopen(file, "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise Problem("wrong file", "mm.c is not a regular file")
        if status.st_size > LARGEST_SOURCE:
            raise Problem("wrong file", f"mm.c has {status.st_size:,} bytes,"
                          f" more than the {LARGEST_SOURCE:,} that a source may have")
        text = stream.read()
    if not text.strip():
        raise Problem("wrong file", "mm.c is empty")
    if b"\0" in text:
        raise Problem("wrong file", f"mm.c is not text (it begins with {text[:8]!r})")
    return text


def load(submission):
    """The source's bytes, and its helpers' by name."""
    try:
        path = source_path(submission)
        return read(path), helpers(path)
    except PermissionError as error:
        raise Problem("wrong file", f"{shown(os.path.basename(error.filename))} cannot be read:"
                      f" {error.strerror}")
    except FileNotFoundError:
        raise Problem("no file", "it was taken away while it was graded")


def helpers(path):
    """name -> bytes, of the .c and .h files beside a folder's mm.c."""
    if os.path.basename(path) != "mm.c":
        return {}
    found = {}
    for entry in sorted(os.scandir(os.path.dirname(path)), key=lambda entry: entry.name):
        if entry.name.endswith((".c", ".h")) and entry.name != "mm.c" and len(found) < MOST_HELPERS:
            if entry.is_file(follow_symlinks=False):
                try:
                    found[entry.name] = read(entry.path)
                except Problem:
                    continue    # what cannot be C is left out
    return found
