"""options - What a grader asks for, and what of it a grade depends on."""

import argparse
import hashlib
import os

from grading import lab as labs, replay, vary


MOST_TRACES = 900    # each is a descriptor that the driver inherits


class UserError(Exception):
    pass


class Options:
    """What a grade depends on beside the source."""

    def __init__(self, words, folder):
        self.no_rules, self.fall = words.no_rules, words.fall
        self.timeout, self.memory = words.timeout, words.memory
        self.seeds = [f"{words.seed}.{number}" for number in range(words.varied)]
        self.published = traces_in(words.published, "published")
        self.hidden = traces_in(words.traces, "hidden") if words.traces else []
        self.score = words.score
        count = len(self.published) * (1 + len(self.seeds)) + len(self.hidden)
        if count > MOST_TRACES:
            raise UserError(f"{count} traces, varied ones included, but {MOST_TRACES} at most")
        self.varied = [self.vary(seed, os.path.join(folder, f"varied-{number}"))
                       for number, seed in enumerate(self.seeds)]

    def vary(self, seed, folder):
        paths = vary.write_folder([trace.path for trace in self.published], seed, folder)
        return [replay.Trace(path, "varied") for path in paths]

    def all_varied(self):
        return [trace for group in self.varied for trace in group]

    def fingerprint(self):
        digest = hashlib.sha256(repr((self.no_rules, self.timeout, self.memory, self.fall,
                                      self.seeds, self.score)).encode())
        for trace in self.published + self.hidden:
            digest.update(f"{trace.group} {trace.name} {trace.digest}".encode())
        return digest.hexdigest()


def traces_in(folder, group):
    paths = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    found = [replay.Trace(path, group) for path in paths if path.endswith(".rep")]
    if not found:
        raise UserError(f"{folder}: there is no .rep file")
    return found


def at_least(least):
    """What argparse makes an option's number with."""
    def number(text):
        if not text.isdigit() or int(text) < least:
            raise argparse.ArgumentTypeError(f"'{text}' is not a number from {least} on")
        return int(text)
    return number


def add_options(command):
    add = command.add_argument
    add("--traces", metavar="DIR", help="hidden traces: they count like the published ones")
    add("--published", metavar="DIR", default=os.path.join(labs.HOME, "traces"),
        help="the traces that students have (the lab's)")
    add("--jobs", type=at_least(1), metavar="N", default=len(os.sched_getaffinity(0)),
        help="how many at a time; timed parts are always alone (%(default)s)")
    add("--resume", action="store_true", help="keep the grades that are complete and current")
    add("--compat", metavar="NAME", help="the handout they were written for (compat/)")
    add("--cc", metavar="COMPILER", help="instead of the system's")
    add("--score", metavar="NAME", help="a formula of the driver's, instead of config.h's")
    add("--seed", default="1", help="of the varied traces (%(default)s)")
    add("--varied", type=at_least(0), default=3, metavar="N", help="sets of varied traces (%(default)s)")
    add("--fall", type=float, default=0.02, metavar="X",
        help="mean utilization that may be lost on varied traces (%(default)s)")
    add("--timeout", type=at_least(1), default=10, metavar="SECONDS",
        help="for one replay of one trace (%(default)s)")
    add("--memory", type=at_least(1), default=4096, metavar="MB",
        help="of all processes of a submission together (%(default)s)")
    add("--no-rules", action="store_true", help="run also what breaks the rules")
    add("--unconfined", action="store_true",
        help="run without bubblewrap: for submissions that are trusted")
    add("--driver", help=argparse.SUPPRESS)
