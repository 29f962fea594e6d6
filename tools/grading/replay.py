"""replay - Runs the driver on a built submission, and reads what it reports.

The driver takes its traces from descriptors that it inherits, so that no file of a trace is
in view; its rows leave by a pipe when all its children are dead. Each trace must have one row
and one only: whoever found the pipe and wrote into it shows by that.
"""

import hashlib
import os
import tempfile

from grading import confine

COLUMNS = """allocator trace weight valid utilization peak heap requests seconds kops ratio
    ratio_lo ratio_hi line message score""".split()
NUMBERS = "utilization peak heap requests seconds kops ratio ratio_lo ratio_hi score".split()
GRADED = (0, 1)     # the driver's exit status: all valid, some invalid
USER_ERROR = 2
TOO_NOISY = 4       # all valid, but the score is uncertain by points
START = 60    # seconds that a run may take beside its traces


# The driver's table, once the driver and all its children are gone.
SCRIPT = '"$@" --tsv /tmp/table; status=$?; case $status in 0|1|4) cat /tmp/table >{result};; esac;' \
    " exit $status"


class Trace:
    """A file, and the set it belongs to: published, hidden or varied. What is replayed is a
    copy without a name, which nobody can open but who has the descriptor."""

    def __init__(self, path, group):
        self.path, self.group = path, group
        self.name = os.path.splitext(os.path.basename(path))[0]
        with open(path, "rb") as file:
            text = file.read()
        self.digest = hashlib.sha256(text).hexdigest()
        self.file = tempfile.TemporaryFile()
        self.file.write(text)
        self.file.flush()
        os.fchmod(self.file.fileno(), 0o444)


class Failure(Exception):
    """The run as a whole gave no result: a verdict and a sentence; where it was the driver
    that ended it, its status and its last words."""

    def __init__(self, verdict, sentence, status=None, last=""):
        super().__init__(sentence)
        self.verdict, self.status, self.last = verdict, status, last


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
    row = {column: row[column] for column in COLUMNS}
    row.update({column: number(row[column]) for column in NUMBERS})
    row.update(trace=trace.name, group=trace.group, valid=row["valid"] == "1",
               weight=int(row["weight"]))
    return row


def renamed(text, traces):
    """The text with the traces' own names instead of descriptors."""
    for name, trace in traces.items():
        text = text.replace(f"/proc/self/fd/{name}:", f"{trace.name}.rep:")
        text = text.replace(f"/proc/self/fd/{name} ", f"{trace.name}.rep ")
    return text


def run(lab, built, traces, timed, options, cpus=None, stop=None):
    """A row for each trace, what the driver printed, and whether it was too noisy to grade."""
    files = [trace.file.fileno() for trace in traces]
    called = {str(file): trace for file, trace in zip(files, traces)}
    command = [lab.shell, "-c", SCRIPT, "sh", lab.driver, "-a", built, "-s", str(options.timeout)]
    command += [] if timed else ["-c"]
    command += ["--score", options.score] if options.score else []
    for file in files:
        command += ["-f", f"/proc/self/fd/{file}"]
    limits = confine.Limits(START + options.timeout * len(traces), options.memory << 20)
    outcome = confine.run(command, os.path.dirname(built), limits, files=files,
                          readable=[lab.shell, lab.driver, built], with_result=True, cpus=cpus,
                          confined=lab.confined, stop=stop)
    output = renamed(outcome.output.decode("utf-8", "replace"), called)
    if outcome.stopped:
        raise Failure("limits", outcome.stopped)
    rows = rows_of(outcome.result, called)
    if rows is None or outcome.status not in (*GRADED, TOO_NOISY):
        last = (output.strip().splitlines() or ["it said nothing"])[-1]
        raise Failure("stopped", f"the driver was stopped (status {outcome.status}): {last}",
                      outcome.status, last)
    for row in rows:
        row["message"] = renamed(row["message"], called)
    return rows, output, outcome.status == TOO_NOISY
