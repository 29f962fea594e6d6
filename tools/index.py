#!/usr/bin/env python3
"""index.py - Writes the tables of alloc/README.md, the index of policies.

    index.py            writes
    index.py --check    only says which lines are missing, too many, or out of date

A table stands between <!-- policies FOLDER --> and <!-- end -->, and has a line for each .c
file of alloc/FOLDER/ ("." is alloc/ itself). What the policy decides is the first sentence
of the file's head comment; where it is from stands there after "Source:"; its figures are
those of docs/compare.tsv, or "-". Exit status: 0 all is well, 1 a line is not what it should
be, 2 a mistake in one of these files, 3 the system failed.
"""

import argparse
import glob
import os
import re
import sys

from results import HOME, UserError, read, summaries

INDEX = "alloc/README.md"
FIGURES = "docs/compare.tsv"
MARKED = re.compile(r"(<!-- policies (\S+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
HEAD = "| policy | what it decides | source | utilization, % | speed | place |\n|---|---|---|--:|--:|--:|\n"


def text_of(path):
    with open(os.path.join(HOME, path), encoding="utf-8") as file:
        return file.read()


def variants():
    """The family's files by name."""
    found = {}
    for path in glob.glob("alloc/*.c", root_dir=HOME) + glob.glob("alloc/*/*.c", root_dir=HOME):
        name = os.path.basename(path)[:-2]
        if name in found:
            raise UserError(f"{path}:1: {found[name]} has the same name")
        found[name] = path
    return dict(sorted(found.items()))


def folder_of(path):
    return os.path.relpath(os.path.dirname(path), "alloc")


def said_of(name, path):
    """What the policy decides, and where it is from, as its head comment says."""
    comment = re.match(r"/\*(.*?)\*/", text_of(path), re.DOTALL)
    text = re.sub(r"\s*\n \*[ \t]*", "\n", comment[1] if comment else "")
    decides = re.search(rf"\b{re.escape(name)}\.c - (.+?)\.\s", text + "\n", re.DOTALL)
    source = re.search(r"^Source: (.+?)\.?\s*(\n\n|\Z)", text, re.DOTALL | re.MULTILINE)
    if not decides or not source:
        raise UserError(f"{path}:1: the head comment has no "
                        + ("'Source: ...'" if decides else f"'{name}.c - one sentence.'"))
    return [" ".join(found[1].split()) for found in (decides, source)]


def figures():
    """Of each policy that was measured: utilization, speed against libc's, and its place."""
    scored = [s for s in summaries(read(os.path.join(HOME, FIGURES))) if s.index is not None]
    scored.sort(key=lambda s: -s.index)
    return {s.allocator: [f"{100 * s.utilization:.1f}", f"{s.speed:.2f}", str(place)]
            for place, s in enumerate(scored, start=1)}


def lines_now():
    """The line of each policy, by name, and its folder."""
    measured, lines = figures(), {}
    for name, path in variants().items():
        link = f"[`{name}`]({os.path.relpath(path, 'alloc')})"
        cells = [link, *said_of(name, path), *measured.get(name, ["-"] * 3)]
        lines[name] = folder_of(path), "| " + " | ".join(cells) + " |\n"
    return lines


def lines_in(table):
    """The lines of a table by the name that each begins with."""
    return {match[1]: match[0] for match in re.finditer(r"^\| \[`([^`]+)`\].*\n", table, re.MULTILINE)}


def faults(text, lines):
    """What is wrong with the index, in sentences."""
    standing = {}
    for _, folder, table, _ in MARKED.findall(text):
        for name, line in lines_in(table).items():
            standing.setdefault(name, []).append((folder, line))
    for name in sorted({*standing, *lines}):
        if name not in lines:
            yield f"{name} has a line, but no file"
        elif name not in standing:
            yield f"{name} has no line"
        elif standing[name] != [lines[name]]:
            yield f"the line of {name} is out of date"


def written(text, lines):
    """The text, with its tables as they should be."""
    def table(match):
        own = [line for folder, line in lines.values() if folder == match[2]]
        return match[1] + HEAD + "".join(own) + match[4]
    return MARKED.sub(table, text)


def update(check):
    text, lines = text_of(INDEX), lines_now()
    tables = {folder for _, folder, _, _ in MARKED.findall(text)}
    for folder in {folder for folder, _ in lines.values()} - tables:
        raise UserError(f"{INDEX}: there is no table for alloc/{folder}/: <!-- policies {folder} -->")
    if check:
        found = list(faults(text, lines))
        for sentence in found:
            print(f"{INDEX}: {sentence}: make index")
        return 1 if found else 0
    with open(os.path.join(HOME, INDEX), "w", encoding="utf-8") as file:
        file.write(written(text, lines))
    return 0


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing")
    try:
        return update(parser.parse_args(arguments).check)
    except UserError as error:
        print(f"index.py: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"index.py: {error}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
