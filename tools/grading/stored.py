"""stored - A submission's folder of results: report.txt for people, traces.tsv and
result.json for programs, build.log.

result.json is written last and in one step: where it is, the others are complete.
"""

import json
import os

from grading import names, report
from grading.replay import COLUMNS
from grading.student import FORM

TSV = ["set"] + COLUMNS[1:]


def cell(value):
    if value is None:
        return "-"
    return str(int(value)) if isinstance(value, bool) else names.line(str(value))


def table(rows):
    lines = ["\t".join(TSV)]
    for row in rows:
        lines.append("\t".join(cell(row["group" if name == "set" else name]) for name in TSV))
    return "\n".join(lines) + "\n"


def replace(path, text):
    """All of the file or nothing, also where the disk is full."""
    try:
        with open(path + ".new", "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
        os.replace(path + ".new", path)
    except OSError:
        if os.path.isfile(path + ".new"):
            os.remove(path + ".new")
        raise


def write(result, folder):
    os.makedirs(folder, exist_ok=True)
    replace(os.path.join(folder, "build.log"), result["log"])
    replace(os.path.join(folder, "report.txt"), report.text_of(result))
    replace(os.path.join(folder, "traces.tsv"), table(result["rows"]))
    replace(os.path.join(folder, "result.json"), json.dumps(result, indent=1) + "\n")


def read(folder):
    """The result in the folder; None if it is not there, or not complete."""
    try:
        with open(os.path.join(folder, "result.json"), encoding="utf-8") as file:
            result = json.load(file)
    except (OSError, ValueError):
        return None
    return result if isinstance(result, dict) and set(FORM) <= set(result) else None
