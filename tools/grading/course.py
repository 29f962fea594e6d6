"""course - A class's results: class.csv, the summary page and its plots."""

import collections
import csv
import html
import os
import re
import shutil
import statistics
import subprocess

from grading import student

FIELDS = "name verdict score utilization speed valid fits message".split()
PLOTS = {"score": (5, 100, "points"), "utilization": (0.05, 1, "utilization"),
         "speed": (0.1, 1.5, "speed against the reference")}    # a bar's width, the axis' least
FORMS = {"score": "{:.1f}", "utilization": "{:.1%}", "speed": "{:.3f}"}
PLOT = """set terminal svg size 420,260 background rgb 'white'
set output '{output}'
set style fill solid 0.6 noborder
set boxwidth {width}
set xlabel '{label}'
set ylabel 'submissions'
set xrange [0:{end}]
set yrange [0:{top}]
set border 3
set xtics out nomirror
set ytics out nomirror
unset key
plot '-' using 1:2 with boxes lc rgb '#4477aa'
{data}
e
"""
STYLE = """body { font: 15px sans-serif; margin: 2em; } table { border-collapse: collapse; }
td, th { padding: 3px 9px; border-bottom: 1px solid #ddd; text-align: left; }
td.n { text-align: right; } .valid { color: #060; } .other { color: #a00; }"""


def results(folder):
    """All complete results below the folder, by name."""
    found = []
    for entry in os.listdir(folder):
        result = student.read(os.path.join(folder, entry))
        if result:
            found.append((result, entry))
    return sorted(found, key=lambda pair: (pair[0]["name"], pair[1]))


def is_own_name(name):
    """Would the submission's folder of results be in the way of the class's?"""
    return re.fullmatch(r"class(-\w+)?\.(csv|html|svg)(\.new)?", name)


def one_line(text):
    return " ".join(str(text).split())


def write_csv(found, path):
    with open(path + ".new", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(FIELDS)
        for result, _ in found:
            table.writerow([one_line("" if result[name] is None else result[name])
                            for name in FIELDS])
    os.replace(path + ".new", path)


def histogram(values, width):
    """The middle of each bar, and how many values are in it."""
    counts = collections.Counter()
    for value in values:
        counts[int(value / width + 1e-9)] += 1
    return [(width * (place + 0.5), counts[place]) for place in sorted(counts)]


def plots(found, folder):
    """Draws a distribution of each figure; the names of the pictures made."""
    made = []
    if not shutil.which("gnuplot"):
        return made
    for name, (width, end, label) in PLOTS.items():
        values = [result[name] for result, _ in found if result[name] is not None]
        if not values:
            continue
        output = os.path.join(folder, f"class-{name}.svg")
        bars = histogram(values, width)
        data = "\n".join(f"{middle} {count}" for middle, count in bars)
        script = PLOT.format(output=output.replace("'", "''"), width=0.9 * width, label=label,
                             end=max(end, bars[-1][0] + width), data=data,
                             top=max(4, 1.1 * max(count for _, count in bars)))
        done = subprocess.run(["gnuplot"], input=os.fsencode(script), capture_output=True)
        if done.returncode == 0:
            made.append(os.path.basename(output))
    return made


def shown(result, name):
    """A field as people read it."""
    value = result[name]
    return "" if value is None else html.escape(one_line(FORMS.get(name, "{}").format(value)))


def html_row(result, entry):
    values = [shown(result, name) for name in FIELDS]
    link = os.fsencode(entry)
    address = "".join(chr(byte) if chr(byte).isalnum() and byte < 128 else f"%{byte:02x}"
                      for byte in link)
    kind = "valid" if result["verdict"] == "valid" else "other"
    cells = [f'<td><a href="{address}/report.txt">{values[0]}</a></td>',
             f'<td class="{kind}">{values[1]}</td>']
    cells += [f'<td class="n">{value}</td>' for value in values[2:6]]
    cells += [f"<td>{value}</td>" for value in values[6:]]
    return f"<tr>{''.join(cells)}</tr>"


def write_page(found, pictures, path):
    verdicts = collections.Counter(result["verdict"] for result, _ in found)
    summary = ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items()))
    if found:
        scores = [result["score"] for result, _ in found]
        summary += (f"; points from {min(scores):.1f} to {max(scores):.1f},"
                    f" the median {statistics.median(scores):.1f}")
    heads = "".join(f"<th>{name}</th>" for name in FIELDS)
    lines = ["<!doctype html><meta charset=utf-8><title>class</title>",
             f"<style>{STYLE}</style>", f"<h1>{len(found)} submissions</h1>",
             f"<p>{html.escape(summary)}</p>",
             "<p>" + "\n".join(f'<img src="{name}" alt="{name}">' for name in pictures) + "</p>",
             f"<table><tr>{heads}</tr>", *[html_row(*pair) for pair in found], "</table>"]
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    os.replace(path + ".new", path)


def write(folder):
    """Merges what is there; the results."""
    found = results(folder)
    write_csv(found, os.path.join(folder, "class.csv"))
    write_page(found, plots(found, folder), os.path.join(folder, "class.html"))
    return [result for result, _ in found]
