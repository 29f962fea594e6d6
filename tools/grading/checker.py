"""checker - Points for a submission's heap checker, as the driver grades it.

The driver damages heaps in several ways; the points are shared by the kinds of damage that
mm_checkheap notices. One that is not content with a sound heap has none.
"""

import os
import re

from grading import confine, lock, names

COUNT = re.compile(r"noticed (\d+) of (\d+)")
SECONDS = 20    # of the processor


def points(said, most):
    """The points for what the driver has said of the checker."""
    found = COUNT.findall(said)
    if not found or "not content" in said:
        return 0.0
    noticed, kinds = map(int, found[-1])
    return round(most * noticed / max(1, kinds), 1)


def grade(grading):
    lab, result = grading.lab, grading.result
    command = [lab.driver, "--grade-checker", "-a", grading.built]
    outcome = confine.run(command, os.path.dirname(grading.built), confine.Limits(SECONDS),
                          readable=[lab.driver, grading.built], cpus=lock.other_cpus(),
                          confined=lab.confined, stop=grading.stop)
    said = names.block(outcome.output.decode("utf-8", "replace")).replace(grading.built, "mm")
    result["checker"] = points(said, grading.options.checker)
    result["checker_said"] = outcome.stopped or said
