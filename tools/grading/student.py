"""student - Grades one submission: build, check the rules, replay, time, compare.

The published traces come first. Only if they pass, the hidden ones are replayed, then all
are timed, and last the varied ones. So a submission that loops or crawls costs little: all
of it together may take `--budget` seconds of the processor; apart, where each request is two
messages between processes, twice as many, once it has passed the published traces.
"""

import contextlib

import results
from grading import checker, compat, fitting, lab as labs, lock, private, replay, submissions
from grading.names import message, shown
from grading.submissions import Problem


NOISY = "the machine was too busy: the speed is not known well enough to grade"
NOT_GRADED = "not graded"
TRIES = 3    # of a timed run that is too noisy
APART_PATIENCE = 2    # so many times as long has what runs apart


# What result.json holds, in this order.
FORM = {"name": "", "verdict": None, "score": 0.0, "utilization": None, "speed": None,
        "valid": None, "fits": "", "message": "", "hidden": "", "told": "", "formula": "",
        "interval": None, "checker": None, "checker_said": "", "compat": "", "rows": [],
        "log": "", "notes": [], "noisy": False, "digest": "", "setting": {}}


class Budget:
    """Seconds of the processor that are left."""

    def __init__(self, seconds):
        self.left = seconds

    def spend(self, replays):
        self.left -= replays.seconds
        return replays


class Grading:
    """One submission on its way through."""

    def __init__(self, submission, lab, options, stop, earlier=()):
        self.submission, self.lab, self.options, self.stop = submission, lab, options, stop
        self.failed = {place(row): row for row in earlier if not row["valid"]}
        self.result = {**FORM, "name": shown(submission.name), "setting": options.setting}
        self.budget = Budget(options.budget)
        self.built = self.how = None

    def whole(self):
        """The result; the grader's own trouble is its verdict `not graded`."""
        try:
            self.build()
            self.judge()
        except (Problem, replay.Failure) as problem:
            self.fail(problem)
        except (labs.Broken, lock.Busy, private.Unsafe, OSError) as trouble:
            self.result.update(verdict=NOT_GRADED, score=0.0, message=message(words_of(trouble)))
        finally:
            if self.built:
                private.remove(self.built.rpartition("/build/")[0])
        return self.result

    def fail(self, problem):
        self.result.update(verdict=problem.verdict, message=message(problem))
        self.result["log"] = getattr(problem, "log", self.result["log"])
        if isinstance(problem, replay.Failure):
            self.result["told"] = problem.output if not self.result["told"] else self.result["told"]

    def build(self):
        source, helpers = submissions.load(self.submission)
        self.how, self.result["compat"] = compat.choose(self, source, helpers)
        self.built, self.result["log"], seconds = self.lab.build(
            source, helpers, self.stop, self.how)
        self.budget.left -= seconds
        broken = [] if self.options.no_rules else self.lab.broken_rules(
            self.built, self.how.compat, self.stop, self.options.collect)
        if broken:
            self.result["notes"] = broken
            raise Problem("rules", "; ".join(broken))

    def here(self, traces):
        with lock.beside(self.stop):
            return self.run(traces, replay.HERE, lock.other_cpus())

    def figures(self, traces):
        """Of one replay each, apart where that can be."""
        if not self.lab.apart:
            return self.here(traces)
        with lock.timing(self.stop, lock.all_cpus) as cpus:
            return self.run(traces, replay.APART, cpus)

    def replay(self, traces):
        """What passes apart has all other checks in the process that judges; it must be the same there."""
        apart = self.figures(traces)
        if not self.lab.apart:
            return apart
        passed = [trace for trace, row in zip(traces, apart.rows) if row["valid"]]
        if not passed:
            return apart
        here = self.here(passed)
        agree([row for row in apart.rows if row["valid"]], here.rows)
        return replay.Replays(self.remember(apart).rows, apart.output if len(passed) < len(traces) else here.output,
                              False, apart.seconds + here.seconds)

    def run(self, traces, how, cpus, inherited=()):
        replays = self.drive(traces, how, cpus, inherited)
        hung = [(trace, row) for trace, row in zip(traces, replays.rows) if replay.HUNG in row["message"]]
        if hung and self.drive([hung[0][0]], how, cpus, inherited).passed():
            raise labs.Broken("a request did not return in one run and did in another, so the machine was too busy: "
                              + where([hung[0][1]]))
        return self.remember(replays)

    def drive(self, traces, how, cpus, inherited):
        return self.budget.spend(replay.run(
            self.lab, self.built, traces, how, self.options, self.budget.left, cpus, self.stop,
            self.how.m32, inherited))

    def remember(self, replays):
        """What has failed once has failed, whatever another run says."""
        for i, row in enumerate(replays.rows):
            if not row["valid"]:
                self.failed.setdefault(place(row), row)
            replays.rows[i] = self.failed.get(place(row), row)
        return replays

    def judge(self):
        """All stages, each only if the one before went well."""
        options, result = self.options, self.result
        mine = [trace for trace in options.published if trace.scored or not self.how.compat]
        published = self.replay(mine)
        result.update(told=published.output, rows=published.rows)
        checked, passed = published.rows, published.passed()
        if passed and self.lab.apart:
            self.budget.left += options.budget * (APART_PATIENCE - 1)
        with self.beyond_published() if passed else contextlib.nullcontext():
            if passed and options.hidden:
                checked = checked + self.replay(options.hidden).rows
                result["rows"] = checked
            self.sum_up(self.timed(mine + options.hidden * passed, checked))
            if result["verdict"] == "valid":
                self.vary(result["rows"])
        if options.checker:
            checker.grade(self)

    @contextlib.contextmanager
    def beyond_published(self):
        """What ends a run in which there are other traces is the grader's to know; the student
        is told how, in words that say nothing of them."""
        try:
            yield
        except replay.Failure as failure:
            self.result["hidden"] = (failure.sentence if failure.verdict == "limits"
                                     else "the driver was disturbed")
            raise

    def timed(self, traces, checked):
        """The rows with their speed. What is too slow to be timed has none."""
        if not any(row["valid"] for row in checked):
            return checked
        try:
            replays = self.time_alone(traces, checked)
        except replay.Failure as failure:
            if failure.verdict != "limits":
                raise
            self.result["notes"].append("too slow to be timed: its speed counts as 0")
            return checked
        agree(checked, replays.rows)
        self.result["noisy"] = replays.noisy
        return [two if one["valid"] else one for one, two in zip(checked, replays.rows)]

    def time_alone(self, traces, checked):
        """The timed run, on a processor of its own; again, while it is too noisy to grade, and then
        alone. What is known of the traces is not checked again."""
        with replay.known_as(checked, traces) as known:
            how = ["--once", "--checked", f"/proc/self/fd/{known.fileno()}", *["--apart"] * self.lab.apart]
            for tried in range(TRIES):
                with lock.timing(self.stop, alone=tried > 0) as cpus:
                    replays = self.run(traces, how, cpus, [known.fileno()])
                if not replays.noisy:
                    break
        return replays

    def sum_up(self, rows):
        """The driver's own score, and what failed first."""
        result, summary = self.result, results.Summary("mm", rows)
        failed = [row for row in rows if not row["valid"]]
        speed, score = summary.speed, summary.index
        if score is None and summary.utilization and not self.options.score:
            score = results.index(summary.utilization, 0)
        width = rows[0].get("width")
        result.update(rows=rows, score=round(score or 0.0, 1), valid=f"{summary.valid}/{summary.traces}",
                      utilization=round(summary.utilization or 0.0, 6),
                      speed=speed and round(speed, 4), interval=width,
                      verdict="invalid" if failed else "valid",
                      message=first(failed) or (NOISY if result["noisy"] else ""))
        result["hidden"] = hidden_words(failed)
        result["formula"] = formula(result["told"])

    def vary(self, rows):
        """The varied traces: one set, and only if utilization falls more there than the family's
        the others. (What counts is the best of all sets, so that more of them can only clear.) They
        are there to be compared: all checks were made on the others."""
        varied, fits, sets = [], [], 0
        for traces in self.options.varied:
            try:
                varied += self.figures(traces).rows
            except replay.Failure as failure:
                if failure.verdict != "limits":
                    raise
                self.result["notes"].append("the budget was used up before the varied traces")
                break
            sets += 1
            fits = fitting.compare(rows, varied, self.options.fall,
                                   lambda: self.options.family.moved(sets, self.stop))
            if not fits or not all(row["valid"] for row in varied):
                break
        self.result.update(rows=rows + varied, fits=fits[0] if fits else "")
        self.result["notes"] += fits
        failed = [row for row in varied if not row["valid"]]
        if failed:
            self.result.update(verdict="invalid", message=first(failed), hidden=hidden_words(failed))


def words_of(trouble):
    """The sentence for a person."""
    if isinstance(trouble, OSError) and trouble.strerror:
        return f"{trouble.filename}: {trouble.strerror}" if trouble.filename else trouble.strerror
    return str(trouble)


def place(row):
    return row["group"], row["trace"]


def grade(submission, lab, options, stop=None, earlier=()):
    """The result of one submission; `earlier`: rows of a run of the same that came to no grade."""
    return Grading(submission, lab, options, stop, earlier).whole()


def first(failed):
    return f"{failed[0]['trace']}: {failed[0]['message']}" if failed else ""


def where(failed):
    """For the student, too."""
    return first(failed) if failed[0]["group"] == "published" else "on a trace that is not published"


KINDS = [("crashed", "it crashed"), ("did not return", "it took too long"),
         ("did not end", "it took too long"), ("exited", "it ended the program"),
         ("overlaps", "a payload overlaps another"), ("overwritten", "a payload was overwritten"),
         ("aligned", "a payload is not aligned"), ("outside the heap", "a payload lies outside the heap"),
         ("returned NULL", "it returned NULL although there was room"),
         ("past the break", "it wrote past the break"), ("is lost", "realloc lost bytes"),
         ("is not zero", "calloc gave memory that is not zero"),
         ("mm_init", "mm_init did not start afresh")]


def hidden_words(failed):
    """What a student is told of traces that are not published: that one failed, and how, in
    these words and no others."""
    for row in failed:
        if row["group"] != "published":
            how = [words for mark, words in KINDS if mark in row["message"]]
            return how[0] if how else "an answer was wrong"
    return ""


def formula(told):
    """The driver's own sentence on the score."""
    lines = [line for line in told.splitlines() if line.startswith("score")]
    return lines[-1] if lines else ""


def agree(first_run, second):
    """Two runs of one allocator differ in nothing but time, and no heap holds more than it is."""
    for one, two in zip(first_run, second):
        if two["valid"] and two["heap"] is not None and two["heap"] < two["peak"]:
            raise replay.Failure("tampered", f"{two['trace']}: a heap of {two['heap']:.0f} bytes"
                                 f" cannot hold {two['peak']:.0f}")
        if one["valid"] and two["valid"] and one["heap"] != two["heap"]:
            raise replay.Failure("tampered", f"{one['trace']}: the heap has {one['heap']:.0f}"
                                 f" bytes in one run and {two['heap']:.0f} in another")
        if one["valid"] and two["valid"] and one["answers"] != two["answers"]:
            raise replay.Failure("tampered", f"{one['trace']}: payloads are elsewhere in another run")
