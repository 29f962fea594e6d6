"""options - What a grader asks for, and what of it a grade depends on."""

import argparse
import hashlib
import math
import os

from grading import confine, lab as labs, replay, vary


# What must be right, and is not scored, lies beside the traces that are.
MORE_FOLDERS = ["edge", os.path.join("edge", "64-bit")]
MOST_TRACES = 900    # each is a descriptor that the driver inherits


class UserError(Exception):
    """What the grader did wrong, in a sentence."""


class Options:
    """What a grade depends on beside the source."""

    def __init__(self, words, folder):
        self.no_rules, self.fall, self.budget = words.no_rules, words.fall, words.budget
        self.timeout, self.memory = words.timeout, words.memory
        self.checker, self.compat, self.score, self.direct = words.checker, words.compat, words.score, words.direct
        self.collect = words.collect
        self.seeds = [f"{words.seed}.{number}" for number in range(words.varied)]
        self.folder = folder
        self.left_out = []
        self.published = self.traces_in(words.published, "published")
        self.hidden = self.traces_in(words.traces, "hidden") if words.traces else []
        self.varied, self.family = [], None
        self.setting = {}    # of this run, for people: see setting.py

    def traces_in(self, folder, group):
        folders = [folder] + [os.path.join(folder, name) for name in MORE_FOLDERS
                              if os.path.isdir(os.path.join(folder, name))]
        paths = [os.path.join(one, name) for one in folders for name in sorted(os.listdir(one))]
        paths = [path for path in paths if path.endswith(".rep")]
        found = [replay.Trace(path, group, folder) for path in paths if os.path.isfile(path)]
        if not found:
            raise UserError(f"{folder}: there is no .rep file")
        self.left_out += [f"{path}: this is no regular file; it is left out" for path in paths
                          if not os.path.isfile(path)]
        return found

    def leave_out(self, traces, trace, why):
        """One that cannot be read; the others are graded by."""
        traces.remove(trace)
        if not traces:
            raise UserError(f"{trace.path}:{why}")
        self.left_out.append(f"{trace.path}:{why}; it is left out")

    def vary(self):
        """Makes the varied sets, of what is published."""
        count = len(self.published) * (1 + len(self.seeds)) + len(self.hidden)
        most = min(MOST_TRACES, confine.most_files() - 100)
        if count > most:
            raise UserError(f"{count} traces, varied ones included, but {most} at most")
        for number, seed in enumerate(self.seeds):
            paths = vary.write_folder([trace.path for trace in self.published if trace.scored], seed,
                                      os.path.join(self.folder, f"varied-{number}"))
            self.varied.append([replay.Trace(path, "varied") for path in paths])

    def fingerprint(self):
        digest = hashlib.sha256(repr((self.no_rules, self.timeout, self.memory, self.fall,
                                      self.seeds, self.score, self.compat, self.checker,
                                      self.budget, self.direct,
                                      *["collect"] * self.collect)).encode())
        for trace in self.published + self.hidden:
            digest.update(f"{trace.group} {trace.name} {trace.digest}".encode())
        return digest.hexdigest()


def at_least(least):
    """What argparse makes an option's number with."""
    def number(text):
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"'{text}' is not a number from {least} on")
        return int(text)
    return number


def fraction(text):
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 0 to 1")
    return value


def add_options(command):
    """What run, plan and one have in common."""
    add = command.add_argument
    add("--traces", metavar="DIR", help="hidden traces: they count like the published ones")
    add("--published", metavar="DIR", default=os.path.join(labs.HOME, "traces"),
        help="the traces that students have (the lab's)")
    add("--resume", action="store_true", help="keep the grades that are complete and current")
    add("--compat", metavar="NAME",
        help="the handout they were written for (compat/); 'auto': of each, what tools/detect finds")
    add("--cc", metavar="COMPILER", help="instead of the system's")
    add("--score", metavar="NAME", help="a formula of the driver's, instead of config.h's")
    add("--collect", action="store_true",
        help="they are garbage collectors: what a trace frees is not passed on (docs/collector.md)")
    add("--checker", type=at_least(1), metavar="POINTS",
        help="also grade mm_checkheap: so many points for all kinds of damage")
    add("--seed", default="1", help="of the varied traces (%(default)s)")
    add("--varied", type=at_least(0), default=3, metavar="N",
        help="sets of varied traces, at most (%(default)s)")
    add("--fall", type=fraction, default=0.02, metavar="X",
        help="mean utilization that may be lost on varied traces, beyond the family's loss (%(default)s)")
    add("--timeout", type=at_least(1), default=10, metavar="SECONDS",
        help="of the processor, for the replays of one trace (%(default)s)")
    add("--budget", type=at_least(5), default=60, metavar="SECONDS",
        help="of the processor, for all that a submission does (%(default)s); apart twice as many")
    add("--memory", type=at_least(1), default=4096, metavar="MB",
        help="of all processes of a submission together (%(default)s)")
    add("--no-rules", action="store_true", help="run also what breaks the rules")
    add("--unconfined", action="store_true",
        help="run without bubblewrap: for submissions that are trusted")
    add("--direct", action="store_true",
        help="run submissions only in the process that judges them: for those that are trusted")
    add("--driver", help=argparse.SUPPRESS)
