#!/usr/bin/env python3
"""export.py - The driver's results, in the forms that graders' systems read.

    export.py [OUTPUT]... RESULTS.tsv             from what `mdriver --tsv` has written
    export.py [OUTPUT]... -- ./mdriver ARGUMENTS  runs the driver, then the same
    export.py [OUTPUT]... --begin [--failure WHY] only the outputs of a run that failed

    --json FILE        all results and sums; tests/schema/lab.json describes it
    --autolab          Autolab's last line, on stdout
    --gradescope FILE  Gradescope's results.json
    --classroom50 FILE Classroom 50's result.json; who and what from its runner's environment
    --classroom FILE   GitHub Classroom's result, for courses that still run its reporter (GitHub
                       has announced its end for 28 August 2026)
    --junit FILE       JUnit XML: a suite per allocator, a case per trace

    --allocator NAME   the one that is graded (mm, or the first of the table)
    --points N         what a score of 100 is worth (100)
    --instructions     the score by instructions counts (mdriver --instructions)
    --problem NAME     the problem's name in Autolab (the allocator's)

Every file is first written as failed, with no points, and replaced at once when the run is
complete: a run that is killed never leaves an older score. A link stays a link; a device or a
pipe is written to once, when all is known. Exit status: the driver's, where it was run; else
0, or 2 for a mistake of the user's, 3 if a file cannot be written.
"""

import argparse
import datetime
import json
import os
import re
import signal
import stat
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

import results
from results import UserError

VERSION = 1    # of the --json form
TOO_NOISY = 4
DESCRIPTOR = re.compile(r"(?:/dev/stdout|/dev/stderr|(?:/dev|/proc/self)/fd/(\d+))")
KILLED_EARLY = "The run did not finish."
CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0xfffe, 0xffff], " ")


class Report:
    """What is exported: all rows, the graded allocator's summary, or why there is none."""

    def __init__(self, options, rows=(), failure=None):
        self.rows, self.failure, self.points = rows, failure, options.points
        groups = dict(results.by_allocator(rows))
        self.name = options.allocator or ("mm" if "mm" in groups or not groups
                                          else next(iter(groups)))
        if rows and self.name not in groups:
            raise UserError(f"there is no '{self.name}' in the table, but {', '.join(groups)}")
        self.problem = options.problem or self.name
        self.groups = groups
        self.own = groups.get(self.name, [])
        self.summary = results.Summary(self.name, self.own) if self.own else None
        if options.instructions and self.own:
            self.summary.index = self.summary.instructions_index
            if self.summary.index is None:
                raise UserError("there is no score by instructions: mdriver --instructions")

    def score(self):
        index = self.summary.index if self.summary else None
        return round((index or 0) * self.points / 100, 2)

    def status(self, passed, failed, error):
        if self.failure:
            return error
        return passed if all(row["valid"] for row in self.own) else failed


def sentence(row):
    """One line on one trace."""
    if not row["valid"]:
        where = f"line {row['line']}: " if row["line"] else ""
        return where + (row["message"] or "invalid")
    words = []
    if row["utilization"] is not None:
        words.append(f"utilization {100 * row['utilization']:.1f} %")
    if row["ratio"] is not None:
        words.append(f"speed {row['ratio']:.3f} of the reference")
    return ", ".join(words) or "valid"


def own_json(report):
    allocators = []
    for name, rows in report.groups.items():
        s = results.Summary(name, rows)
        keys = [key for key in results.NEEDED + results.FURTHER if key != "allocator"]
        traces = [{key: row.get(key) for key in keys} for row in rows]
        for trace in traces:
            trace["valid"] = bool(trace["valid"])
        allocators.append({"name": name, "score": s.index, "utilization": s.utilization,
                           "speed": s.speed, "instructions_score": s.instructions_index,
                           "traces": s.traces, "valid": s.valid,
                           "results": traces})
    return {"version": VERSION, "status": "failed" if report.failure else "complete",
            "message": report.failure, "allocators": allocators}


def autolab(report):
    line = {"scores": {report.problem: report.score()}}
    if report.summary:
        line["scoreboard"] = [report.score(), round(100 * (report.summary.utilization or 0), 2),
                              round(report.summary.speed or 0, 4)]
    return line


def gradescope(report):
    if report.failure:
        return {"score": 0, "output": report.failure, "output_format": "text", "tests": []}
    s = report.summary
    board = [("score", report.score()), ("utilization", round(100 * (s.utilization or 0), 2)),
             ("speed", round(s.speed or 0, 4))]
    return {
        "score": report.score(),
        "output": f"{report.name}: {s.valid} of {s.traces} scored traces are valid.",
        "output_format": "text", "test_output_format": "text", "test_name_format": "text",
        "visibility": "visible", "stdout_visibility": "hidden",
        "tests": [{"name": row["trace"], "status": "passed" if row["valid"] else "failed",
                   "output": sentence(row)} for row in report.own],
        "leaderboard": [{"name": name, "value": value} for name, value in board],
    }


def classroom(report):
    """The reporter adds up the tests' scores: the first has all, the traces only say how."""
    status = report.status("pass", "fail", "error")
    message = report.failure or f"{report.summary.valid} of {report.summary.traces} valid"
    tests = [{"name": f"{report.name}: score", "status": status, "score": report.score(),
              "message": message}]
    tests += [{"name": row["trace"], "status": "pass" if row["valid"] else "fail", "score": 0,
               "message": sentence(row), "line_no": row["line"] or 0} for row in report.own]
    return {"version": 1, "status": status, "max_score": report.points, "tests": tests}


def from_runner(name):
    """What Classroom 50's runner says of the submission; its contract wants no empty text."""
    return os.environ.get(name) or "unknown"


def classroom50(report):
    """The first test has all points, those of the traces say which are valid. In integers."""
    score, most = round(report.score()), round(report.points)
    passed = report.status(True, False, False)
    tests = [{"test-name": f"{report.name}: score", "passed": passed, "score": score,
              "max-score": most}]
    tests += [{"test-name": row["trace"], "passed": bool(row["valid"]), "score": 0, "max-score": 0}
              for row in report.own]
    now = datetime.datetime.now(datetime.timezone.utc)
    return {"schema": "classroom50/result/v1", "classroom": from_runner("CLASSROOM"),
            "assignment": from_runner("ASSIGNMENT"), "submission": from_runner("SUBMISSION_TAG"),
            "commit": from_runner("COMMIT_URL"), "release": from_runner("RELEASE_URL"),
            "review": os.environ.get("REVIEW_URL") or from_runner("COMMIT_URL"),
            "datetime": now.strftime("%Y-%m-%dT%H:%M:%SZ"), "score": score, "max-score": most,
            "tests": tests}


def junit(report):
    top = xml.Element("testsuites", name="mdriver")
    for name, rows in report.groups.items():
        suite = xml.SubElement(top, "testsuite", name=name.translate(CONTROL),
                               tests=str(len(rows)), errors="0",
                               failures=str(sum(not row["valid"] for row in rows)))
        for row in rows:
            case = xml.SubElement(suite, "testcase", name=row["trace"].translate(CONTROL),
                                  classname=name.translate(CONTROL),
                                  time=f"{row['seconds'] or 0:.9f}")
            said = sentence(row).translate(CONTROL)
            if row["valid"]:
                xml.SubElement(case, "system-out").text = said
            else:
                xml.SubElement(case, "failure", message=said, type="invalid")
    if report.failure:
        suite = xml.SubElement(top, "testsuite", name=report.name, tests="1", errors="1",
                               failures="0")
        case = xml.SubElement(suite, "testcase", name="run", classname=report.name, time="0")
        xml.SubElement(case, "error", message=report.failure.translate(CONTROL), type="failed")
    return top


def is_stream(path):
    """A device, a pipe, or somebody's descriptor: written to as it is."""
    if path.startswith(("/dev/", "/proc/")):
        return True
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return os.path.islink(path)
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def write_stream(path, text):
    """Behind what has been written to it, also where it is a descriptor of ours by its name."""
    own = DESCRIPTOR.fullmatch(path)
    number = own and int(own[1] or own[0] == "/dev/stderr" and 2 or 1)
    try:
        with open(os.dup(number) if own else path, "a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise OSError(error.errno, error.strerror, path) from None


def write_file(path, text):
    """All of the file or nothing: readers see the old one or the new one."""
    if is_stream(path):
        write_stream(path, text)
        return
    target = os.path.realpath(path)
    with open(target + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(target + ".new", target)


def write_all(options, report, begun=False, streams=False):
    """Every file. When the run has only begun, none that cannot be replaced; and at the end of
    one that failed, those alone."""
    def wanted(path):
        return path and not (begun and is_stream(path)) and (not streams or is_stream(path))

    for path, form in ((options.json, own_json), (options.gradescope, gradescope),
                       (options.classroom, classroom), (options.classroom50, classroom50)):
        if wanted(path):
            write_file(path, json.dumps(form(report), indent=1, allow_nan=False) + "\n")
    if wanted(options.junit):
        text = xml.tostring(junit(report), encoding="unicode")
        write_file(options.junit, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n')


def run_driver(options, command):
    """The driver's exit status and its report."""
    with tempfile.TemporaryDirectory() as folder:
        table = os.path.join(folder, "results.tsv")
        try:
            status = subprocess.call([*command, "--tsv", table])
        except OSError as error:
            raise UserError(f"{command[0]}: {error.strerror}") from None
        if status < 0:
            what = f"The driver was ended by {signal.Signals(-status).name}."
            return 128 - status, Report(options, failure=what)
        if status == TOO_NOISY:
            return status, Report(options, failure="The machine was too noisy to grade.")
        if status > 1:
            what = f"The driver ended with status {status}."
            return status, Report(options, failure=what)
        return status, Report(options, results.read(table))


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, usage=argparse.SUPPRESS,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("json", "gradescope", "classroom", "classroom50", "junit", "allocator", "problem"):
        parser.add_argument(f"--{name}", help=argparse.SUPPRESS)
    parser.add_argument("--points", type=float, default=100, help=argparse.SUPPRESS)
    parser.add_argument("--autolab", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--failure", default=KILLED_EARLY, help=argparse.SUPPRESS)
    parser.add_argument("--instructions", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--begin", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("table", nargs="?", help=argparse.SUPPRESS)
    command = []
    if "--" in arguments:
        cut = arguments.index("--")
        arguments, command = arguments[:cut], arguments[cut + 1:]
    options = parser.parse_args(arguments)
    if bool(options.table) + bool(command) + options.begin != 1:
        parser.error("one of these is needed: RESULTS.tsv, -- ./mdriver ..., --begin")
    return options, command


def export(options, command):
    final = options.begin and options.failure != KILLED_EARLY
    write_all(options, Report(options, failure=options.failure), begun=not final)
    if options.begin:
        return 0
    status = 0
    if command:
        status, report = run_driver(options, command)
    else:
        report = Report(options, results.read(options.table))
    write_all(options, report)
    if options.autolab:
        print(json.dumps(autolab(report)), flush=True)
    return status


def main(arguments):
    options, command = parse(arguments)
    try:
        return export(options, command)
    except UserError as error:
        print(f"export.py: {error}", file=sys.stderr)
        write_all(options, Report(options, failure=str(error)), streams=True)
        status = 2
    except OSError as error:
        print(f"export.py: {error.filename or ''}: {error.strerror}", file=sys.stderr)
        status = 3
    if options.autolab:
        print(json.dumps(autolab(Report(options, failure=KILLED_EARLY))), flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
