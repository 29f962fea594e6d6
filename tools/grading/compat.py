"""compat - How a submission to another handout is built: as the grader says, or by trying.

With --compat auto each submission is tried as tools/detect does it, but confined. One that
works with no build is graded by the one that comes nearest, so that its report says what is wrong.
"""

import handouts
from grading import lock, private, replay
from grading.submissions import Problem

SECONDS = 10    # of the processor, for one build's replays
TRACE_SECONDS = 2


class Quick:
    """What replay.run asks of options."""

    def __init__(self, memory):
        self.timeout, self.memory, self.score = TRACE_SECONDS, memory, None
        self.collect = False


def attempt(grading, source, helpers, traces, build):
    """What is wrong with that build of it, "" or a sentence, and how many traces pass."""
    if not grading.lab.can_build(build):
        raise handouts.Impossible("it cannot be tried here")
    built = None
    try:
        built, _, seconds = grading.lab.build(source, helpers, grading.stop, build)
        grading.budget.left -= seconds
        replays = replay.run(grading.lab, built, traces, replay.BOTH if grading.lab.apart else replay.HERE, Quick(grading.options.memory),
                             SECONDS, lock.other_cpus(), grading.stop, build.m32)
        grading.budget.spend(replays)
        failed = [row for row in replays.rows if not row["valid"]]
        why = f"{failed[0]['trace']}: {failed[0]['message']}" if failed else ""
        return why, len(traces) - len(failed)
    except (Problem, replay.Failure) as problem:
        return str(problem), 0
    finally:
        if built:
            private.remove(built.rpartition("/build/")[0])


def choose(grading, source, helpers):
    """The build, and how it was chosen."""
    asked = grading.options.compat
    if asked != "auto":
        return handouts.Build(asked), ""
    name, reasons = handouts.contract(handouts.code(source.decode("utf-8", "replace")))
    if name is None:
        raise Problem("compile", "it defines no mm_init")
    if name == "lab":
        return handouts.Build(), f"{name}: {' '.join(reasons)}"
    traces = grading.options.short
    build, failed = handouts.choose(
        handouts.builds(name), lambda build: attempt(grading, source, helpers, traces, build))
    said = "; ".join(f"{handouts.describe(one.build)}: {one.why}" for one in failed)
    if build is None:
        return handouts.nearest(failed), f"{name}: {' '.join(reasons)} No build works: {said}"
    words = " ".join(build.words())
    return build, f"{words}: {' '.join(reasons)}" + f" Not {said}" * bool(said)
