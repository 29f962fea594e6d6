"""report - The page that a student reads: report.txt.

Of published traces it has all that ./mdriver says. Of others, that one failed and how, in
the grader's own words: no name, no line, and nothing that the submission has made up.
"""

from grading import names

LONGEST = 40000     # characters of what the driver has said
WIDEST = 400        # of one line of it


def points_line(result):
    points = f"{result['score']:.1f} of 100 points"
    if result["interval"]:
        points += f" (95 % interval: {result['interval']:.1f} wide)"
    return f"{result['name']}: {result['verdict']}, {points}"


def figures(result):
    if not result["valid"]:
        return []
    fast = "-" if result["speed"] is None else f"{result['speed']:.3f}"
    return [f"traces valid {result['valid']}, utilization {100 * result['utilization']:.1f} %,"
            f" speed {fast} of the reference", result["formula"]]


def sentences(result):
    """What went wrong, as far as the student may know it."""
    rows = [row for row in result["rows"] if not row["valid"]]
    published = [row for row in rows if row["group"] == "published"]
    if result["hidden"]:
        yield f"A trace that is not published failed: {result['hidden']}."
    elif published and result["verdict"] == "invalid":
        yield f"{published[0]['trace']}: {place(published[0])}{published[0]['message']}"
    else:
        yield result["message"]
    yield from (f"note: {note}" for note in result["notes"] if note not in result["message"])


def place(row):
    return f"line {row['line']}: " if row["line"].isdecimal() else ""


def table(rows):
    if not rows:
        return []
    lines = ["", f"{'trace':24} {'valid':6} {'util':>7} {'speed':>7}"]
    for row in rows:
        used = "-" if row["utilization"] is None else f"{100 * row['utilization']:.1f} %"
        fast = "-" if row["ratio"] is None else f"{row['ratio']:.3f}"
        lines.append(f"{row['trace']:24} {'yes' if row['valid'] else 'no':6} {used:>7} {fast:>7}")
        lines += [f"    {place(row)}{row['message']}"] * (not row["valid"])
    return lines


def failures(told):
    """What ./mdriver said before its tables: each failure with its line and function, how to
    repeat it, and what the allocator printed."""
    lines = []
    for line in told.split("\n"):
        if line.startswith(("mm   ", "allocator ")):
            break
        lines.append(line if len(line) <= WIDEST else line[:WIDEST] + " ...")
    text = "\n".join(lines).strip("\n")
    if len(text) > LONGEST:
        text = text[:LONGEST] + "\n... (more was left out)"
    return ["", "./mdriver says:", "", text] if text.strip() else []


def text_of(result):
    """The whole page."""
    published = [row for row in result["rows"] if row["group"] == "published"]
    lines = [points_line(result), *figures(result), ""]
    lines += [sentence for sentence in sentences(result) if sentence]
    lines += table(published) + failures(result["told"])
    if result["checker"] is not None:
        lines += ["", f"heap checker: {result['checker']:.1f} points", result["checker_said"]]
    return names.block("\n".join(lines).rstrip()) + "\n"
