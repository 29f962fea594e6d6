"""replay - Runs the driver on a built submission, and reads what it reports.

The driver takes its traces from descriptors that it inherits, so that no file of a trace is
in view; its rows leave by a pipe when all its children are dead. Each trace must have one row
and one only: whoever found the pipe and wrote into it shows by that.
"""

import hashlib
import os
import re
import tempfile

from grading import confine, lab as labs, names

COLUMNS = """allocator trace weight valid utilization peak heap requests seconds kops ratio
    ratio_lo ratio_hi line message score""".split()
NUMBERS = "utilization peak heap requests seconds kops ratio ratio_lo ratio_hi score".split()
GRADED = (0, 1)     # the driver's exit status: all valid, some invalid
USER_ERROR, SYSTEM_ERROR = 2, 3
TOO_NOISY = 4       # all valid, but the score is uncertain by points
LARGEST_HEAP = 1 << 40    # bytes of the file that driver and host share; what it takes counts as memory
HERE = ["-c"]    # with all checks, in the process that judges
APART = ["-c", "--apart", "--once"]    # the one replay of each trace that gives its figures
BOTH = ["-c", "--apart"]    # in one run
LEAST_SECONDS = 1   # of the processor for a run, whatever is left
HUNG = "did not return within"
KILLED = "crashed (Killed)"    # which no submission can do to itself: the filters forbid it
FAILURE = re.compile(r"^\w+: (?P<trace>[^:]+):(?P<line>\d+:)? (?P<request>[^:]+):", re.M)
FUNCTION = re.compile(r"^    in (\w+)(?:, (\S+))?$", re.M)


# The driver's table, once the driver and all its children are gone.
SCRIPT = 'table=$1; shift; "$@" --tsv "$table"; status=$?;' \
    ' case $status in 0|1|4) cat "$table" >{result};; esac; rm -f "$table"; exit $status'


class Trace:
    """A file, and the set it belongs to: published, hidden or varied. What is replayed is a
    copy without a name, which nobody can open but who has the descriptor."""

    def __init__(self, path, group, folder=None):
        self.path, self.group = path, group
        self.name = os.path.splitext(os.path.basename(path))[0]
        self.shown = os.path.join("traces", os.path.relpath(path, folder or os.path.dirname(path)))
        self.scored = os.path.dirname(self.shown) == "traces"    # not of traces/edge
        with open(path, "rb") as file:
            text = file.read()
        self.digest = hashlib.sha256(text).hexdigest()
        self.file = tempfile.TemporaryFile()
        self.file.write(text)
        self.file.flush()
        os.fchmod(self.file.fileno(), 0o444)


class Failure(Exception):
    """The run as a whole gave no result, by the submission's fault: a verdict and a sentence.
    What of it may concern hidden traces is in `where`; the driver's status and output."""

    def __init__(self, verdict, sentence, status=None, output="", where=""):
        super().__init__(f"{sentence}: {where}" if where else sentence)
        self.verdict, self.sentence = verdict, sentence
        self.status, self.output, self.where = status, output, where

    def last(self):
        return (self.output.strip().splitlines() or ["it said nothing"])[-1]


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


def rows_of(table, traces):
    """The table's rows as dicts, in the traces' order; `traces`: what the driver calls each."""
    lines = table.decode("utf-8", "backslashreplace").splitlines()
    head = lines[0].split("\t") if lines else []
    found = {}
    for line in lines[1:]:
        row = dict(zip(head, line.split("\t")))
        name = row.get("trace")
        if len(row) != len(head) or name not in traces or name in found:
            raise Failure("tampered", "what the driver reports was written into")
        found[name] = row
    if not set(COLUMNS) <= set(head) or len(found) < len(traces):
        return None
    return [read_row(found[name], trace) for name, trace in traces.items()]


def read_row(row, trace):
    extra = {"width": number(row.get("score_width", "-")),    # of the score's interval
             "places": row.get("placement", "-"), "answers": row.get("answers", "-")}
    row = {column: row[column] for column in COLUMNS}
    row.update({column: number(row[column]) for column in NUMBERS})
    row.update(trace=trace.name, group=trace.group, valid=row["valid"] == "1",
               weight=int(row["weight"]), message=names.message(row["message"]), **extra)
    return row


def renamed(text, traces, built):
    """The text as the student would see it: with the traces' own names instead of descriptors,
    and the allocator's."""
    for name, trace in traces.items():
        text = re.sub(rf"/proc/self/fd/{name}\b", lambda _: trace.shown, text)
    return text.replace(built, "mm")


def place(output):
    """Where the first failure that the driver has told was: trace, line, request, function."""
    failure = FAILURE.search(output)
    if not failure:
        return ""
    block = output[failure.end():].split("\n")
    inside = [line for line in block[1:12] if line.startswith("    ")]
    function = FUNCTION.search("\n".join(inside))
    line = (failure["line"] or "").rstrip(":")
    where = f"{failure['trace']}{':' + line if line else ''}, {failure['request']}"
    return names.message(where + (", in " + ", ".join(filter(None, function.groups()))
                                  if function else ""))


def judge_end(outcome, output):
    """Raises what the end of the driver means, where it left no table."""
    status = outcome.status
    if outcome.stopped:
        raise Failure("limits", outcome.stopped, output=output, where=place(output))
    if outcome.overdue:
        raise labs.Broken("the machine was too busy: the replays did not get the processor")
    if outcome.killed():
        raise labs.Broken("the driver was killed, from outside the submission")
    failure = Failure("stopped", "", status, output)
    if status == SYSTEM_ERROR:
        raise labs.Broken(f"the driver had trouble with the system: {failure.last()[-200:]}")
    raise Failure("stopped", f"the driver was stopped (status {status}): {failure.last()}",
                  status, output)


def known_as(rows, traces):
    """The rows as a table for the driver, so that it need not check those traces again."""
    columns = {"placement": "places", "answers": "answers", **{name: name for name in COLUMNS}}
    lines = ["\t".join(columns)]
    for row, trace in zip(rows, traces):
        row = {**row, "trace": trace.file.fileno(), "valid": int(row["valid"])}
        lines.append("\t".join("-" if row[name] is None else str(row[name]) for name in columns.values()))
    file = tempfile.TemporaryFile()
    file.write(("\n".join(lines) + "\n").encode())
    file.flush()
    os.fchmod(file.fileno(), 0o444)
    return file


def command_of(lab, driver, built, options, files, how, seconds):
    folder = "/tmp" if lab.confined else os.path.dirname(built)
    command = [lab.shell, "-c", SCRIPT, "sh", os.path.join(folder, "table"), driver,
               "-a", built, "-s", str(max(1, int(min(options.timeout, seconds))))]
    command += how
    command += ["--score", options.score] if options.score else []
    command += ["--collect"] if options.collect else []
    for file in files:
        command += ["-f", f"/proc/self/fd/{file}"]
    return command


class Replays:
    """What a run of the driver gave: a row for each trace, what was printed, whether it was
    too noisy to grade, and the seconds of the processor that it took."""

    def __init__(self, rows, output, noisy, seconds):
        self.rows, self.output, self.noisy, self.seconds = rows, output, noisy, seconds

    def passed(self):
        return all(row["valid"] for row in self.rows)


def run(lab, built, traces, how, options, seconds, cpus=None, stop=None, m32=False, inherited=()):
    """Replays the traces as these options of the driver say, in at most so many seconds of the
    processor. The driver inherits their files, and those others."""
    files = [trace.file.fileno() for trace in traces]
    called = {str(file): trace for file, trace in zip(files, traces)}
    limits = confine.Limits(max(seconds, LEAST_SECONDS), options.memory << 20,
                            **({"file_size": LARGEST_HEAP} if lab.apart else {}))
    driver = lab.driver_of(m32)
    outcome = confine.run(command_of(lab, driver, built, options, files, how, seconds),
                          os.path.dirname(built), limits, files=[*files, *inherited],
                          readable=[*lab.programs(driver), built], with_result=True, cpus=cpus,
                          confined=lab.confined, stop=stop)
    output = renamed(outcome.output.decode("utf-8", "replace"), called, built)
    rows = None if outcome.stopped or outcome.overdue else rows_of(outcome.result, called)
    if rows is None or outcome.status not in (*GRADED, TOO_NOISY):
        judge_end(outcome, output)
    for row in rows:
        row["message"] = renamed(row["message"], called, built)
        if KILLED in row["message"]:
            raise labs.Broken("a process of the driver's was killed, from outside the submission")
    return Replays(rows, names.block(output), outcome.status == TOO_NOISY, outcome.seconds)
