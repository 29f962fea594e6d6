#!/usr/bin/env python3
"""grade.py - Grades a class, safely.

    grade.py run SUBMISSIONS --out RESULTS      all of them; class.csv, class.html
    grade.py one FILE                           one of them: prints its report
    grade.py plan SUBMISSIONS --out RESULTS     a command for each, for GNU parallel or Slurm
    grade.py collect RESULTS                    class.csv and class.html from what is there
    grade.py bundle RESULTS OUT.zip             the students' pages in one archive
    grade.py page RESULTS --aliases FILE        a page to show to the class

A submission is a file NAME.c or a folder NAME with mm.c in it. Each is built in a clean copy of
the lab, checked against the rules, run and timed, all of it confined; docs/grading.md has the
whole story. Exit status: 0 all are graded, 1 some could not be, through no fault of theirs,
2 the user's error, 3 the system's, 130 stopped by Ctrl-C (what is done stays; --resume).
"""

import argparse
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile

import handouts
from grading import (board, bundle, classpage, confine, course, earlier, family, lab as labs, names, private,
                     replay, report, roster, run as runs, setting, submissions, vary)
from grading.options import Options, UserError, add_options, at_least


def add_class_options(command):
    command.add_argument("--roster", metavar="FILE",
                         help="id, name, late days: a row for everyone on it")
    command.add_argument("--compare", metavar="OLD", help="an earlier RESULTS, to compare with")


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, what in (("run", "SUBMISSIONS"), ("plan", "SUBMISSIONS"), ("one", "SUBMISSION")):
        command = commands.add_parser(name, help=f"see above: {name}")
        command.add_argument("what", metavar=what)
        command.add_argument("--out", required=name != "one", metavar="RESULTS")
        add_options(command)
        if name == "run":
            command.add_argument("--jobs", type=at_least(1), metavar="N",
                                 default=len(os.sched_getaffinity(0)),
                                 help="how many at a time; timed parts are always alone (%(default)s)")
            add_class_options(command)
        if name == "one":
            command.add_argument("--only", metavar="NAME",
                                 help="SUBMISSION is a folder of them; grade the one of this name")
    for name in ("collect", "bundle", "page"):
        command = commands.add_parser(name, help=f"see above: {name}")
        command.add_argument("out", metavar="RESULTS")
    add_class_options(commands.choices["collect"])
    commands.choices["bundle"].add_argument("archive", metavar="OUT.zip")
    commands.choices["page"].add_argument("--aliases", required=True, metavar="FILE",
                                          help="a line for each who is shown: name, alias")
    return parser.parse_args(arguments)


def say(text):
    print(f"grade: {names.line(str(text))}", file=sys.stderr)


def check_confinement(unconfined):
    """Refuses to run what cannot be confined."""
    if unconfined:
        say("unconfined: submissions run with your rights, on your files")
        return
    reason = confine.available()
    if reason:
        raise labs.Broken(f"{reason}; --unconfined runs submissions without walls")


def check_words(lab, options):
    """What was asked for must exist: no submission is blamed for a mistake here."""
    if options.compat not in (None, "auto", *handouts.NAMES):
        raise UserError(f"--compat: there is no handout '{options.compat}' in compat/")
    if lab.compiler and not shutil.which(lab.compiler):
        raise UserError(f"--cc: there is no compiler '{lab.compiler}'")
    if not options.score:
        return
    known = subprocess.run([lab.driver, "--score", options.score, "--list"],
                           capture_output=True, text=True)
    if known.returncode != 0:
        raise UserError(known.stderr.strip())


def unreadable(output, traces):
    """The trace that the driver has refused, and why; or None."""
    last = (output.strip().splitlines() or [""])[-1]
    for trace in traces:
        if f"{trace.shown}:" in last:
            return trace, last.partition(f"{trace.shown}:")[2]
    return None


def sound_rows(lab, options, built, traces):
    """The rows of the starter on these traces, without those that cannot be read."""
    while True:
        try:
            return replay.run(lab, built, traces, replay.HERE, options, 10 * options.budget).rows
        except replay.Failure as failure:
            found = unreadable(failure.output, traces)
            if failure.status != replay.USER_ERROR or not found:
                raise UserError(failure.last()) if failure.status == replay.USER_ERROR else failure
            options.leave_out(traces, *found)


def preflight(lab, options):
    """The lab's own starter must be graded without a fault before any submission is: short traces
    as theirs will be, then all of them. A trace that cannot be read is left out."""
    built, _, _ = lab.build(submissions.read(os.path.join(labs.HOME, "mm.c")), {})
    if lab.apart:
        replay.run(lab, built, options.short, replay.APART, options, 10 * options.budget)
    rows = sound_rows(lab, options, built, options.published)
    if options.hidden:
        rows = rows + sound_rows(lab, options, built, options.hidden)
    if not any(row["weight"] in (1, 3) for row in rows):
        raise UserError("no trace counts for speed: all have weight 0 or 2")
    options.scored = sum(row["weight"] in (1, 2, 3) for row in rows)


def find_one(words):
    """The one submission that is meant."""
    path = words.what.rstrip("/") or "/"
    folder = path if words.only else os.path.dirname(path) or "."
    for submission in submissions.find(folder):
        if words.only:
            if names.folder(submission.name) == words.only:
                return [submission]
        elif os.path.basename(path) in (submission.name, submission.name + ".c"):
            return [submission]
    raise UserError(f"{words.only or words.what}: there is no such submission")


def find(words):
    if words.command == "one":
        return find_one(words)
    found = submissions.find(words.what)
    if not found:
        raise UserError(f"{words.what}: there is no submission in it")
    return found


def check_out(words):
    """Results are not overwritten by accident, nor mixed with submissions."""
    out, what = os.path.realpath(words.out), os.path.realpath(words.what)
    if out == what or out.startswith(what + os.sep) or what.startswith(out + os.sep):
        raise UserError("--out: results and submissions must be in different folders")
    os.makedirs(words.out, exist_ok=True)
    if words.command == "run" and not words.resume and os.path.exists(
            os.path.join(words.out, "class.csv")):
        raise UserError(f"{words.out}: there are results already; --resume adds to them")


def prepare(words):
    """The lab and the options, both found to be sound."""
    check_confinement(words.unconfined)
    lab = labs.Lab(not words.unconfined, words.cc, words.driver, words.direct or words.collect)
    try:
        options = Options(words, lab.folder)
        options.short = [replay.Trace(path, "published") for path in handouts.short_traces()]
        check_words(lab, options)
        preflight(lab, options)
        options.vary()
        options.family = family.Family(lab, options)
        options.setting = setting.of(words, options, lab)
    except BaseException:
        lab.close()
        raise
    return lab, options


def graded(words, found, out):
    """Grades them. Whether it was all of them, and what went wrong on the way."""
    lab, options = prepare(words)
    try:
        if words.command == "run":
            course.keep_setting(out, options.setting, [names.folder(one.name) for one in found])
        work = runs.Run(out, words.resume, lab, options)
        complete = work.all(found, getattr(words, "jobs", 1))
    finally:
        lab.close()
    return complete, options.left_out + work.troubles


def end(complete, troubles):
    """Tells what went wrong; the exit status."""
    for trouble in troubles:
        say(trouble)
    if not complete:
        say("stopped; the same command with --resume goes on")
        return 130
    return 1 if troubles else 0


def write_class(words):
    """class.csv and class.html, of those who are still in the class."""
    known, present = course.setting_of(words.out)
    for entry in course.withdraw(words.out, present) if present is not None else ():
        say(f"{entry} is not among the submissions any more: moved to {course.WITHDRAWN}/")
    rows = course.read(words.out)
    count = len(rows)
    if words.roster:
        roster.fill(rows, roster.read(words.roster))
    different = earlier.fill(rows, words.compare) if words.compare else []
    course.write_csv(rows, os.path.join(words.out, "class.csv"))
    classpage.write(rows, words.out, known, different)
    return count


def run(words):
    check_out(words)
    if words.roster:
        roster.read(words.roster)    # a mistake in it is told before hours of work
    found = find(words)
    complete, troubles = graded(words, found, words.out)
    try:
        count = write_class(words)
        print(f"{count} of {len(found)} graded: {os.path.join(words.out, 'class.csv')}")
    except OSError as error:
        troubles.append(f"{words.out}: the class's table cannot be written: {error.strerror}")
    return end(complete, troubles)


def one(words):
    """Into a folder of results; or, without one, its report on stdout."""
    found = find(words)
    if words.out:
        check_out(words)
        return end(*graded(words, found, words.out))
    with tempfile.TemporaryDirectory() as out:
        complete, troubles = graded(words, found, out)
        rows = course.read(out)
        if rows:
            sys.stdout.write(report.text_of(rows[0].result))
    return end(complete, troubles)


def options_of(words):
    """The options of `one` that these are, with paths that hold from anywhere."""
    plain = ("compat", "cc", "score", "checker", "seed", "varied", "fall", "timeout", "budget", "memory")
    paths = ("traces", "published", "driver")
    given = [f"--{name}={getattr(words, name)}" for name in plain if getattr(words, name) is not None]
    given += [f"--{name}={os.path.abspath(getattr(words, name))}" for name in paths
              if getattr(words, name)]
    return given + ["--collect"] * words.collect + ["--no-rules"] * words.no_rules + ["--direct"] * words.direct + ["--unconfined"] * words.unconfined


def plan(words):
    """The command of each submission: a line, whatever its name."""
    check_out(words)
    found = find(words)
    common = [sys.executable, os.path.abspath(__file__), "one", os.path.abspath(words.what),
              "--out", os.path.abspath(words.out), "--resume", *options_of(words)]
    if any(names.line(word) != word for word in common):
        raise UserError("a command of one line cannot have these paths")
    course.keep_setting(words.out, None, [names.folder(submission.name) for submission in found])
    for submission in found:
        command = shlex.join([*common, "--only", names.folder(submission.name)])
        sys.stdout.buffer.write(command.encode() + b"\n")
    return 0


def collect(words):
    print(f"{write_class(words)} graded: {os.path.join(words.out, 'class.csv')}")
    _, present = course.setting_of(words.out)
    lacking = sorted((present or set()) - {row.entry for row in course.read(words.out)})
    return end(True, [f"{name}: not graded yet" for name in lacking])


def bundled(words):
    print(f"{bundle.write(words.out, words.archive)} reports: {words.archive}")
    return 0


def show(words):
    path = os.path.join(words.out, "page.html")
    print(f"{board.write(words.out, path, board.aliases(words.aliases))} shown: {path}")
    return 0


def interrupt(*_):
    raise KeyboardInterrupt


def main():
    words = parse(sys.argv[1:])
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    commands = {"run": run, "one": one, "plan": plan, "collect": collect, "bundle": bundled, "page": show}
    try:
        return commands[words.command](words)
    except (UserError, vary.Malformed) as error:
        say(error)
        return 2
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError) as error:
        say(f"{error.filename}: {error.strerror}")
        return 2
    except (labs.Broken, private.Unsafe, submissions.Problem, replay.Failure, OSError) as error:
        say(error)
        return 3
    except KeyboardInterrupt:
        say("stopped")
        return 130


if __name__ == "__main__":
    sys.exit(main())
