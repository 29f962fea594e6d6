"""classpage - class.html: what was graded and how, the distributions, and a row for each."""

import collections
import os
import statistics

from grading import course, page, plots

FORMS = {"score": "{:.1f}", "utilization": "{:.1%}", "speed": "{:.3f}", "checker": "{:.1f}",
         "before": "{:.1f}", "change": "{:+.1f}"}
NUMBERS = {*FORMS, "valid", "late"}
MEANING = """<p><b>valid</b>: of the traces that count ({counted}), how many passed. Traces of
weight 0, and varied ones, are replayed but do not count. Where a published trace failed, the
hidden ones were not replayed and are not counted. <b>fits</b>: does it recognise
traces? On varied ones it loses more utilization than any of the reference family: a reason to look
at the source, not a verdict. A click on a column's head sorts by it.</p>"""


def shown(row, name):
    value = row.get(name)
    form = FORMS.get(name) if isinstance(value, (int, float)) else None
    return page.text(form.format(value) if form else value)


def cell(row, name):
    if name == "name" and row.entry:
        return f'<td><a href="{page.address(row.entry)}/report.txt">{shown(row, name)}</a></td>'
    if name == "verdict":
        kind = "valid" if row["verdict"] == "valid" else "other"
        return f'<td class="{kind}">{shown(row, name)}</td>'
    return f'<td{" class=n" * (name in NUMBERS)}>{shown(row, name)}</td>'


def table(rows):
    heads = "".join(f"<th>{name}</th>" for name in course.columns(rows))
    lines = ["<tr>" + "".join(cell(row, name) for name in course.columns(rows)) + "</tr>"
             for row in rows]
    return ["<table><thead><tr>" + heads + "</tr></thead><tbody>", *lines, "</tbody></table>"]


def counts(rows):
    """Those that ran, with their points; and apart from them those that did not."""
    ran = [row for row in rows if row.ran()]
    verdicts = collections.Counter(row["verdict"] for row in rows if not row.ran())
    points = [row["score"] for row in ran if row["score"] is not None]
    text = f"<p>{len(ran)} ran"
    if points:
        text += (f": points from {min(points):.1f} to {max(points):.1f},"
                 f" the median {statistics.median(points):.1f}")
    others = ", ".join(f"{count} {page.text(verdict)}" for verdict, count in sorted(verdicts.items()))
    return text + f". {sum(verdicts.values())} did not run" + f": {others}" * bool(others) + ".</p>"


def condition(rows, setting, different):
    """Under what it was graded, in a sentence or two."""
    formula = next((row.result["formula"] for row in rows if row.entry and row.result["formula"]), "")
    lines = []
    if setting:
        lines.append("Graded {date} on {machine}, lab {version}; {published} published and {hidden}"
                     " hidden traces, seed {seed} of the varied ones.".format(**setting))
    machines = {row.result["setting"].get("machine") for row in rows if row.entry}
    if len(machines) > 1:
        lines.append("Several machines were used: " + ", ".join(map(str, sorted(machines, key=str)))
                     + "; speeds compare only between machines of one kind.")
    lines.append(formula)
    if different:
        lines.append(f"The earlier run had another {' and another '.join(different)}.")
    return "<p>" + "<br>".join(page.text(line) for line in lines if line) + "</p>"


def write(rows, folder, setting, different=()):
    pictures = plots.all_of(rows, folder)
    images = "\n".join(f'<img src="{name}" alt="{name}">' for name in pictures)
    counted = (setting or {}).get("counted", "see config.h")
    page.write(os.path.join(folder, "class.html"), f"{sum(bool(row.entry) for row in rows)} submissions",
               [condition(rows, setting, different), counts(rows), f"<p>{images}</p>",
                MEANING.format(counted=page.text(counted)), *table(rows)])
