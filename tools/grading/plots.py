"""plots - The distribution of each figure in a class, as pictures by gnuplot."""

import collections
import os
import shutil
import subprocess

FIGURES = {"score": (5, 100, "points"), "utilization": (0.05, 1, "utilization"),
           "speed": (0.1, 1.5, "speed against the reference")}    # a bar's width, the axis' least
SCRIPT = """set terminal svg size 420,260 background rgb 'white'
set output '{output}'
set style fill solid 0.6 noborder
set boxwidth {width}
set xlabel '{label}'
set ylabel 'submissions that ran'
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


def histogram(values, width):
    """The middle of each bar, and how many values are in it."""
    counts = collections.Counter()
    for value in values:
        counts[int(value / width + 1e-9)] += 1
    return [(width * (place + 0.5), counts[place]) for place in sorted(counts)]


def draw(values, name, output):
    """One picture. False if gnuplot could not make it."""
    width, end, label = FIGURES[name]
    bars = histogram(values, width)
    data = "\n".join(f"{middle} {count}" for middle, count in bars)
    script = SCRIPT.format(output=output.replace("'", "''"), width=0.9 * width, label=label,
                           end=max(end, bars[-1][0] + width), data=data,
                           top=max(4, 1.1 * max(count for _, count in bars)))
    return subprocess.run(["gnuplot"], input=os.fsencode(script),
                          capture_output=True).returncode == 0


def all_of(rows, folder):
    """A picture of each figure, of those that ran; the names of the pictures made."""
    made = []
    for name in FIGURES if shutil.which("gnuplot") else ():
        values = [row[name] for row in rows if row.ran() and row[name] is not None]
        file = f"class-{name}.svg"
        if values and draw(values, name, os.path.join(folder, file)):
            made.append(file)
    return made
