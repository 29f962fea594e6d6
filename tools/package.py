#!/usr/bin/env python3
"""package.py - The lab as an autograder, ready to upload.

    tools/package.py autolab OUT.tar        Autolab: a Makefile and autograde.tar, in one tar
    tools/package.py gradescope OUT.zip     Gradescope: setup.sh and run_autograder, in a zip

Both hold the lab's sources and its traces, build them where they run, and grade one
submission, mm.c, with tools/grade.py. --traces FOLDER adds hidden traces. Exit status:
0 written, 2 the user's error.
"""

import argparse
import io
import os
import sys
import tarfile
import zipfile

import checkout

HOME = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
LEFT_OUT = {".git", ".ci", "build", "tests", "docs", "mdriver", "__pycache__"}
PACKAGES = "gcc make binutils python3 bubblewrap util-linux"

AUTOLAB_MAKEFILE = """# What Autolab runs, beside autograde.tar and the student's mm.c.
all:
\ttar xf autograde.tar
\tcp mm.c submission/mm.c
\tsh lab/tools/autograde.sh autolab
"""

GRADESCOPE_SETUP = f"""#!/bin/sh
apt-get update && apt-get install -y {PACKAGES}
make -C /autograder/source/lab
"""

GRADESCOPE_RUN = """#!/bin/sh
root=${AUTOGRADER_ROOT:-/autograder}
mkdir -p "$root/source/submission" "$root/results"
cp "$root"/submission/*.[ch] "$root/source/submission/"
cd "$root/source" && sh lab/tools/autograde.sh gradescope > "$root/results/results.json"
"""


def lab_files():
    """path in the package -> path here, of what git knows and a grader needs."""
    listed = checkout.git(HOME, "ls-files", "-z")
    names = listed.split("\0")[:-1] if listed else [
        os.path.relpath(os.path.join(folder, name), HOME)
        for folder, _, files in os.walk(HOME) for name in files]
    keep = [name for name in names if not LEFT_OUT & set(name.split(os.sep))]
    keep += [name for name in names if name.endswith(".mk")]
    return {f"lab/{name}": os.path.join(HOME, name) for name in dict.fromkeys(keep)
            if os.path.isfile(os.path.join(HOME, name))}


def contents(traces):
    """path in the package -> (bytes, may it be executed)."""
    files = lab_files()
    for name in sorted(os.listdir(traces)) if traces else []:
        if name.endswith(".rep"):
            files[f"hidden/{name}"] = os.path.join(traces, name)
    found = {}
    for name, path in files.items():
        with open(path, "rb") as file:
            found[name] = file.read(), os.access(path, os.X_OK)
    found["submission/.keep"] = b"", False
    return found


def write_tar(stream, files):
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, (data, executable) in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o755 if executable else 0o644
            archive.addfile(entry, io.BytesIO(data))


def autolab(stream, files):
    inner = io.BytesIO()
    write_tar(inner, files)
    write_tar(stream, {"autograde-Makefile": (AUTOLAB_MAKEFILE.encode(), False),
                       "autograde.tar": (inner.getvalue(), False)})


def gradescope(stream, files):
    files = {**files, "setup.sh": (GRADESCOPE_SETUP.encode(), True),
             "run_autograder": (GRADESCOPE_RUN.encode(), True)}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (data, executable) in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (0o100755 if executable else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("system", choices=("autolab", "gradescope"))
    parser.add_argument("out", help="the file to write")
    parser.add_argument("--traces", metavar="FOLDER", help="hidden traces")
    words = parser.parse_args()
    try:
        files = contents(words.traces)
        os.makedirs(os.path.dirname(words.out) or ".", exist_ok=True)
        with open(words.out, "wb") as stream:
            {"autolab": autolab, "gradescope": gradescope}[words.system](stream, files)
    except OSError as error:
        parser.exit(2, f"package: {error.filename}: {error.strerror}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
