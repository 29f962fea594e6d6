"""run - A folder's worth of grading, which may be stopped at any time and resumed."""

import concurrent.futures
import hashlib
import os
import signal
import sys
import threading
import time

from grading import confine, names, stored, student, submissions

TELL = 15    # seconds between two lines of progress, where no terminal shows it


class Progress:
    """On a terminal one line that changes; else a line now and then."""

    def __init__(self, total):
        self.total, self.done = total, 0
        self.began = self.told = time.monotonic()
        self.terminal = sys.stderr.isatty()

    def rest(self):
        passed = time.monotonic() - self.began
        return f", about {passed / self.done * (self.total - self.done) / 60:.0f} min left"

    def one_more(self, name):
        self.done += 1
        text = f"{self.done}/{self.total} {name}"
        if self.terminal:
            sys.stderr.write(f"\r\033[K{text[:79]}")
        elif time.monotonic() - self.told > TELL:
            self.told = time.monotonic()
            print(f"grade: {text}{self.rest()}", file=sys.stderr, flush=True)

    def clear(self):
        if self.terminal:
            sys.stderr.write("\r\033[K")


class Run:
    """Grades submissions into a folder of results, several at a time."""

    def __init__(self, out, resume, lab, options):
        self.out, self.resume, self.lab, self.options = out, resume, lab, options
        self.stop, self.lock = threading.Event(), threading.Lock()
        self.troubles = []

    def folder(self, submission):
        return os.path.join(self.out, names.folder(submission.name))

    def identity(self, submission):
        """Changes with whatever its grade depends on."""
        try:
            source, helpers = submissions.load(submission)
            source += repr(sorted(helpers.items())).encode()
        except submissions.Problem as problem:
            source = str(problem).encode()
        return hashlib.sha256(source + self.lab.digest.encode()
                              + self.options.fingerprint().encode()).hexdigest()

    def earlier(self, submission, identity):
        """The result of a run before this one, of the same source under the same options."""
        result = stored.read(self.folder(submission)) if self.resume else None
        return result if result is not None and result["digest"] == identity else None

    def grade(self, submission):
        identity = self.identity(submission)
        before = self.earlier(submission, identity)
        if before and not before["noisy"] and before["verdict"] != student.NOT_GRADED:
            return
        result = student.grade(submission, self.lab, self.options, self.stop, before["rows"] if before else ())
        result["digest"] = identity
        stored.write(result, self.folder(submission))
        if result["noisy"] or result["verdict"] == student.NOT_GRADED:
            self.troubles.append(f"{result['name']}: {result['message']}; --resume tries again")

    def attempt(self, submission, progress):
        if self.stop.is_set():
            return
        name = names.shown(submission.name)
        try:
            self.grade(submission)
        except confine.Interrupted:
            return
        except OSError as error:
            self.troubles.append(f"{name}: its results cannot be written: {error.strerror};"
                                 " --resume tries again")
        with self.lock:
            progress.one_more(name)

    def all(self, found, jobs):
        """Grades them, so many at a time. False if it was stopped."""
        progress = Progress(len(found))
        pool = concurrent.futures.ThreadPoolExecutor(jobs)
        waiting = [pool.submit(self.attempt, submission, progress) for submission in found]
        try:
            for future in waiting:
                future.result()
        except KeyboardInterrupt:
            self.stop.set()
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
        finally:
            self.stop.set() if sys.exc_info()[0] else None
            pool.shutdown(cancel_futures=True)
            progress.clear()
        return not self.stop.is_set()
