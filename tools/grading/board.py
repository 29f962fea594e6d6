"""board - A page to show to the class: aliases, points, ties, and how far one can get.

Nothing on it is private: no names, no messages, no figures of those without an alias.
"""

import csv
import os
import re
import subprocess

from grading import course, lab as labs, names, page
from grading.options import UserError

MEANS = re.compile(r"^mean +([\d.]+) +([\d.]+)", re.M)    # of mdriver --ceiling
HALF = 2.5    # points on each side, where a score's interval is not known


def aliases(path):
    """name -> alias."""
    found = {}
    with open(path, newline="", encoding="utf-8-sig", errors="replace") as file:
        for number, fields in enumerate(csv.reader(file), start=1):
            fields = [field.strip() for field in fields]
            if not any(fields):
                continue
            if len(fields) != 2 or not all(fields):
                raise UserError(f"{path}:{number}: a line is name, alias")
            if fields[1] in found.values():
                raise UserError(f"{path}:{number}: the alias {names.line(fields[1])} is there twice")
            found[fields[0]] = fields[1]
    return found


def half_width(row):
    width = row.result["interval"]
    return HALF if width is None else width / 2


def places(rows):
    """Of each row, best first, its place: that of the row before while their intervals
    overlap with that of the first of the tie."""
    found, first = [], None
    for number, row in enumerate(rows, start=1):
        if first is None or (row["score"] + half_width(row)
                             < rows[first - 1]["score"] - half_width(rows[first - 1])):
            first = number
        found.append(first)
    return found


def lines(rows, aliased):
    for place, row in zip(places(rows), rows):
        tie = "=" if places(rows).count(place) > 1 else ""
        fast = "" if row["speed"] is None else f"{row['speed']:.2f}"
        yield (f"<tr><td class=n>{place}{tie}</td><td>{page.text(aliased[row['name']])}</td>"
               f"<td class=n>{row['score']:.1f} &plusmn; {half_width(row):.1f}</td>"
               f"<td class=n>{row['utilization']:.1%}</td><td class=n>{fast}</td></tr>")


def ceilings(setting):
    """How far one can get, by the driver; nothing where it or the traces are not here."""
    traces = (setting or {}).get("folder", "")
    try:
        said = subprocess.run([os.path.join(labs.HOME, "build", "mdriver"), "--ceiling", "-c", "-a", "libc",
                               "-t", traces], capture_output=True, text=True).stdout
    except OSError:
        return ""
    means = MEANS.search(said)
    return means and (f"<p>On the published traces no allocator can exceed a utilization of {means[1]} %;"
                      f" simulated best fit without headers has {means[2]} %.</p>") or ""


def write(folder, path, aliased):
    """How many are shown."""
    setting, _ = course.setting_of(folder)
    rows = [row for row in course.read(folder)
            if row["name"] in aliased and row.ran() and row["score"] is not None]
    if not rows:
        raise UserError("no submission that ran has an alias")
    rows.sort(key=lambda row: (-row["score"], aliased[row["name"]]))
    formula = page.text(rows[0].result["formula"])
    heads = "".join(f"<th>{name}</th>" for name in ("place", "alias", "points", "utilization", "speed"))
    page.write(path, "Standings", [
        f"<p>{formula}</p>", ceilings(setting),
        "<p>= : the 95 % intervals overlap with the first of that place, which decides nothing.</p>",
        f"<table><thead><tr>{heads}</tr></thead><tbody>", *lines(rows, aliased), "</tbody></table>"])
    return len(rows)
