"""setting - Under what a class was graded: for the page, and to compare two runs."""

import datetime
import os
import platform

import checkout
from grading import lab as labs, names


def version():
    """Of the lab: git's name for it, or the day of its newest file."""
    known = checkout.git(labs.HOME, "describe", "--always", "--dirty")
    if known:
        return known.strip()
    newest = max(os.path.getmtime(os.path.join(labs.HOME, part)) for part in labs.PARTS)
    return datetime.date.fromtimestamp(newest).isoformat()


def processor():
    with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
        models = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    return models[0] if models else platform.machine()


def of(words, options, lab):
    """What is written into each result and above the class."""
    return {"date": datetime.datetime.now().strftime("%Y-%m-%d %H:%M"),
            "machine": names.line(f"{platform.node()} ({processor()})"),
            "version": version(), "lab": lab.digest[:12],
            "score": options.score or "lab", "seed": names.line(words.seed),
            "folder": os.path.abspath(words.published), "published": len(options.published), "hidden": len(options.hidden),
            "varied": len(options.varied),
            "counted": options.scored, "checker": options.checker}
