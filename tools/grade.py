#!/usr/bin/env python3
"""grade.py - Grades a class, safely.

    grade.py run SUBMISSIONS --out RESULTS      all of them; class.csv, class.html
    grade.py plan SUBMISSIONS --out RESULTS     a command for each, for GNU parallel or Slurm
    grade.py one SUBMISSION --out RESULTS       one of them
    grade.py collect RESULTS                    class.csv and class.html from what is there

A submission is a file NAME.c or a folder NAME with mm.c in it. Each is built in a clean copy of
the lab, checked against the rules, run and timed, all of it confined; docs/grading.md has the
whole story. Exit status: 0 all are graded, 1 some could not be, through no fault of theirs,
2 the user's error, 3 the system's, 130 stopped by Ctrl-C (what is done stays; --resume).
"""

import argparse
import concurrent.futures
import hashlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading

from grading import confine, course, lab as labs, replay, student, submissions, vary
from grading.options import Options, UserError, add_options


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, what in (("run", "SUBMISSIONS"), ("plan", "SUBMISSIONS"), ("one", "SUBMISSION")):
        command = commands.add_parser(name, help=f"see above: {name}")
        command.add_argument("what", metavar=what)
        command.add_argument("--out", required=True, metavar="RESULTS")
        add_options(command)
    command = commands.add_parser("collect", help="see above: collect")
    command.add_argument("out", metavar="RESULTS")
    return parser.parse_args(arguments)


class Run:
    """A folder's worth of grading, which may be stopped at any time."""

    def __init__(self, words, lab, options):
        self.words, self.lab, self.options = words, lab, options
        self.stop, self.lock = threading.Event(), threading.Lock()
        self.done = 0
        self.troubles = []

    def folder(self, submission):
        return os.path.join(self.words.out, submission.name)

    def identity(self, submission):
        try:
            source, helpers = submissions.load(submission)
            source += repr(sorted(helpers.items())).encode()
        except submissions.Problem as problem:
            source = str(problem).encode()
        return hashlib.sha256(source + self.lab.digest().encode()
                              + self.options.fingerprint().encode()).hexdigest()

    def current(self, submission, identity):
        result = student.read(self.folder(submission))
        return (self.words.resume and result is not None and result["digest"] == identity
                and not result["noisy"])

    def grade(self, submission):
        identity = self.identity(submission)
        if self.current(submission, identity):
            return
        result = student.grade(submission, self.lab, self.options, self.stop)
        result["digest"] = identity
        student.write(result, self.folder(submission))
        if result["noisy"]:
            self.troubles.append(f"{result['name']}: {student.NOISY}; --resume tries again")

    def attempt(self, submission, total):
        if self.stop.is_set():
            return
        try:
            self.grade(submission)
        except confine.Interrupted:
            return
        except Exception as error:
            self.troubles.append(f"{submissions.shown(submission.name)}: not graded: {error}")
        with self.lock:
            self.done += 1
            self.progress(f"{self.done}/{total} {submissions.shown(submission.name)}")

    def progress(self, text):
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\033[K{text[:79]}")

    def all(self, found):
        """Grades them, --jobs at a time. False if it was stopped."""
        pool = concurrent.futures.ThreadPoolExecutor(self.words.jobs)
        self.progress(f"0/{len(found)}")
        waiting = [pool.submit(self.attempt, submission, len(found)) for submission in found]
        try:
            for future in waiting:
                future.result()
        except KeyboardInterrupt:
            self.stop.set()
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
        pool.shutdown()
        self.progress("")
        return not self.stop.is_set()


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
    if lab.compat and not os.path.exists(os.path.join(labs.HOME, "compat", lab.compat, "mm.h")):
        raise UserError(f"--compat: there is no handout '{lab.compat}' in compat/")
    if lab.compiler and not shutil.which(lab.compiler):
        raise UserError(f"--cc: there is no compiler '{lab.compiler}'")
    known = subprocess.run([lab.driver, "--score", options.score or "lab", "--list"],
                           capture_output=True, text=True)
    if known.returncode != 0:
        raise UserError(known.stderr.strip())


def preflight(lab, options):
    """The lab's own starter must be graded without a fault before any submission is."""
    built, _ = lab.build(submissions.read(os.path.join(labs.HOME, "mm.c")), {})
    try:
        rows, _, _ = replay.run(lab, built, options.published + options.hidden, False, options)
    except replay.Failure as failure:
        raise UserError(failure.last) if failure.status == replay.USER_ERROR else failure
    if not any(row["weight"] in (1, 3) for row in rows):
        raise UserError("no trace counts for speed: all have weight 0 or 2")


def find(words):
    if words.command == "one":
        path = words.what.rstrip("/")
        name = os.path.basename(path)
        names = {submission.name: submission
                 for submission in submissions.find(os.path.dirname(path) or ".")}
        stem = name.removesuffix(".c")
        chosen = names.get(name) or names.get(stem)
        if not chosen:
            raise UserError(f"{submissions.shown(path)}: there is no such submission")
        return [chosen]
    found = submissions.find(words.what)
    if not found:
        raise UserError(f"{words.what}: there is no submission in it")
    for submission in found:
        if course.is_own_name(submission.name):
            raise UserError(f"a submission may not be called {submission.name}: results are")
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


def say(text):
    print(f"grade: {text}", file=sys.stderr)


def run(words):
    check_out(words)
    found = find(words)
    check_confinement(words.unconfined)
    lab = labs.Lab(not words.unconfined, words.cc, words.compat, words.driver)
    try:
        options = Options(words, lab.folder)
        check_words(lab, options)
        preflight(lab, options)
        work = Run(words, lab, options)
        complete = work.all(found)
    finally:
        lab.close()
    if words.command == "run":
        graded = course.write(words.out)
        print(f"{len(graded)} of {len(found)} graded: {os.path.join(words.out, 'class.csv')}")
    for trouble in work.troubles:
        say(trouble)
    if not complete:
        say("stopped; the same command with --resume goes on")
        return 130
    return 1 if work.troubles else 0


def plan(words):
    """The command of each submission, with paths that hold from anywhere."""
    options = [f"--{name.replace('_', '-')}={value}" for name, value in vars(words).items()
               if name in ("compat", "cc", "score", "seed", "varied", "fall", "timeout", "memory")
               and value is not None]
    options += [f"--{name}={os.path.abspath(getattr(words, name))}"
                for name in ("traces", "published", "driver") if getattr(words, name)]
    options += ["--no-rules"] * words.no_rules + ["--unconfined"] * words.unconfined
    for submission in find(words):
        command = [sys.executable, os.path.abspath(__file__), "one",
                   os.path.abspath(submission.paths[0]), "--out", os.path.abspath(words.out),
                   "--resume", *options]
        sys.stdout.buffer.write(os.fsencode(shlex.join(command)) + b"\n")
    return 0


def collect(words):
    graded = course.write(words.out)
    print(f"{len(graded)} graded: {os.path.join(words.out, 'class.csv')}")
    return 0


def interrupt(*_):
    raise KeyboardInterrupt


def main():
    words = parse(sys.argv[1:])
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    try:
        command = {"run": run, "one": run, "plan": plan, "collect": collect}[words.command]
        return command(words)
    except (UserError, vary.Malformed) as error:
        say(error)
        return 2
    except (FileNotFoundError, NotADirectoryError, PermissionError) as error:
        say(f"{error.filename}: {error.strerror}")
        return 2
    except (labs.Broken, submissions.Problem, replay.Failure, OSError) as error:
        say(error)
        return 3
    except KeyboardInterrupt:
        say("stopped")
        return 130


if __name__ == "__main__":
    sys.exit(main())
