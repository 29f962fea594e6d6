"""student - Grades one submission: find, build, check, run, time, compare, write.

Its folder of results gets report.txt for people, traces.tsv and result.json for programs,
build.log. result.json is written last and in one step: where it is, the grade is complete.
"""

import json
import os
import shutil

import results
from grading import fitting, lock, replay, submissions
from grading.submissions import Problem, shown


TSV = ["set"] + replay.COLUMNS[1:]
NOISY = "the machine was too busy: the speed is not known well enough to grade"
TRIES = 3    # of a timed run that is too noisy


# What result.json holds, in this order.
FORM = {"name": "", "verdict": None, "score": 0.0, "utilization": None, "speed": None,
        "valid": None, "fits": "", "message": "", "rows": [], "log": "", "notes": [],
        "noisy": False, "digest": ""}


def grade(submission, lab, options, stop=None):
    """The result of one submission; only the grader's own trouble is an exception."""
    result = {**FORM, "name": shown(submission.name)}
    built = None
    try:
        source, beside = submissions.load(submission)
        built, result["log"] = lab.build(source, beside, stop, lab.compat)
        broken = [] if options.no_rules else lab.broken_rules(built, stop)
        if broken:
            result["notes"] = broken
            raise Problem("rules", "; ".join(broken))
        replay_all(result, lab, built, options, stop)
    except (Problem, replay.Failure) as problem:
        result.update(verdict=problem.verdict, message=str(problem))
        result["log"] = getattr(problem, "log", result["log"])
    finally:
        if built:
            shutil.rmtree(os.path.dirname(os.path.dirname(built)), ignore_errors=True)
    return result


def replay_all(result, lab, built, options, stop):
    """Correctness on all traces beside others; then the timed runs, alone."""
    scored = options.published + options.hidden
    rows, output, _ = replay.run(lab, built, scored + options.all_varied(), False,
                                 options, lock.other_cpus(), stop)
    result["rows"] = rows
    plain, others = rows[:len(scored)], rows[len(scored):]
    if any(row["valid"] for row in plain):
        timed, output, result["noisy"] = time_alone(lab, built, scored, options, stop)
        result["rows"] = timed + others
        agree(plain, timed)
        plain = timed
    sum_up(result, plain, others, output)
    fits = fitting.compare(plain, others, options.fall)
    result["fits"] = fits[0] if fits else ""
    result["notes"] = fits


def time_alone(lab, built, traces, options, stop):
    """The timed run, on a processor of its own; again, while it is too noisy to grade."""
    for _ in range(TRIES):
        with lock.timing(stop) as cpus:
            timed = replay.run(lab, built, traces, True, options, cpus, stop)
        if not timed[2]:
            break
    return timed


def sum_up(result, plain, others, output):
    """The driver's own score, and what failed first."""
    summary = results.Summary(result["name"], plain)
    good = sum(row["valid"] for row in plain)
    failed = [row for row in plain + others if not row["valid"]]
    result.update(score=round(summary.index or 0.0, 1), output=output,
                  utilization=round(summary.utilization or 0.0, 6),
                  speed=summary.speed and round(summary.speed, 4), valid=f"{good}/{len(plain)}",
                  verdict="invalid" if failed else "valid",
                  message=failed[0]["message"] if failed else NOISY if result["noisy"] else "")


def agree(first, second):
    """Two runs of one allocator differ in nothing but time, and no heap holds more than it is."""
    for one, two in zip(first, second):
        if two["valid"] and two["heap"] is not None and two["heap"] < two["peak"]:
            raise replay.Failure("tampered", f"{two['trace']}: a heap of {two['heap']:.0f} bytes"
                                 f" cannot hold {two['peak']:.0f}")
        if one["valid"] and two["valid"] and one["heap"] != two["heap"]:
            raise replay.Failure("tampered", f"{one['trace']}: the heap has {one['heap']:.0f}"
                                 f" bytes in one run and {two['heap']:.0f} in another")


def report(result):
    """The page that a student reads."""
    lines = [f"{result['name']}: {result['verdict']}, {result['score']:.1f} of 100 points"]
    if result["valid"]:
        fast = "-" if result["speed"] is None else f"{result['speed']:.3f}"
        lines.append(f"traces valid {result['valid']}, utilization "
                     f"{100 * result['utilization']:.1f} %, speed {fast} of the reference")
    lines += [""] * bool(result["message"] or result["notes"])
    lines += [result["message"]] * bool(result["message"])
    lines += [f"note: {note}" for note in result["notes"] if note not in result["message"]]
    shown_rows = [row for row in result["rows"] if row["group"] == "published"]
    if shown_rows:
        lines += ["", f"{'trace':24} {'valid':6} {'util':>7} {'speed':>7}"]
    for row in shown_rows:
        used = "-" if row["utilization"] is None else f"{100 * row['utilization']:.1f} %"
        fast = "-" if row["ratio"] is None else f"{row['ratio']:.3f}"
        lines.append(f"{row['trace']:24} {'yes' if row['valid'] else 'no':6} {used:>7} {fast:>7}")
        lines += [f"    {row['message']}"] * (not row["valid"])
    return "\n".join(lines) + "\n"


def cell(value):
    if value is None:
        return "-"
    return str(int(value)) if isinstance(value, bool) else str(value)


def write(result, folder):
    os.makedirs(folder, exist_ok=True)
    table = ["\t".join(TSV)]
    for row in result["rows"]:
        table.append("\t".join(cell(row["group" if name == "set" else name]) for name in TSV))
    texts = {"build.log": result["log"], "report.txt": report(result),
             "traces.tsv": "\n".join(table) + "\n",
             "result.json": json.dumps(result, indent=1) + "\n"}
    for name, text in texts.items():
        path = os.path.join(folder, name)
        with open(path + ".new", "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
        os.replace(path + ".new", path)


def read(folder):
    """The result in the folder; None if it is not there, or not complete."""
    try:
        with open(os.path.join(folder, "result.json"), encoding="utf-8") as file:
            result = json.load(file)
    except (OSError, ValueError):
        return None
    return result if isinstance(result, dict) and set(FORM) <= set(result) else None
