#!/usr/bin/env python3
"""plot.py - Pictures of what the driver measured, drawn by gnuplot.

    plot.py pareto RESULTS.tsv -o OUT        utilization against speed, a point per allocator
    plot.py bars RESULTS.tsv -o OUT          both, trace by trace (-a NAMES chooses allocators)
    plot.py timeline TIMELINE.tsv -o OUT     heap size and live payload over time
    plot.py heapmap HEAPMAP.tsv -o OUT       address by time: payload, overhead, free
    plot.py histogram TRACE.rep -o OUT       sizes and lifetimes of a trace

With -f TRACE in place of TIMELINE.tsv or HEAPMAP.tsv the driver makes the table, for the
allocators of -a: plot.py heapmap -f traces/cc1.rep -a explicit-lifo

OUT.svg and OUT.png are made. RESULTS.tsv is what `mdriver --tsv` writes. The columns of the
other tables are

    TIMELINE.tsv   allocator request payload heap
    HEAPMAP.tsv    allocator time start end kind

where time counts requests; a row of HEAPMAP.tsv is a rectangle from time's first request to
its last ("12-40"), from byte start to byte end of the heap, and kind is payload, overhead or
free. Without gnuplot there is no picture: that is said, and is no failure.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile

from plotting import charts, labels, pareto
from results import HOME, UserError

# The picture's size is in pixels of the .svg; the .png has twice as many. A font's size is in
# points, which gnuplot takes for pixels in the .svg.
FORMATS = {
    "svg": "svg size {width},{height} font 'Helvetica,13' fontscale {pixels:.4f} "
           "background 'white' dynamic",
    "png": "pngcairo size {width2},{height2} font 'Helvetica,13' fontscale 2 "
           "linewidth 2 pointscale 2 background 'white'",
}
CHARTS = {
    "pareto": pareto.script,
    "bars": charts.bars,
    "timeline": charts.timeline,
    "heapmap": charts.heapmap,
    "histogram": charts.histogram,
}


def draw(chart, out):
    """Has gnuplot draw the chart in each format."""
    folder = os.path.dirname(out)
    if folder:
        os.makedirs(folder, exist_ok=True)
    for ending, terminal in FORMATS.items():
        size = {"width": chart.width, "height": chart.height, "pixels": labels.PIXELS,
                "width2": 2 * chart.width, "height2": 2 * chart.height}
        made = f"{out}.new.{ending}"
        script = [f"set terminal {terminal.format(**size)}",
                  f"set output {charts.quote(made)}", chart.script, "unset output"]
        run = subprocess.run(["gnuplot"], input="\n".join(script), text=True,
                             stderr=subprocess.PIPE, check=False)
        if run.returncode != 0:
            raise OSError(f"gnuplot failed: {run.stderr.strip()}")
        os.replace(made, f"{out}.{ending}")
    print(f"{out}.svg and {out}.png: {chart.title}")


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chart", choices=list(CHARTS), metavar="CHART")
    parser.add_argument("table", metavar="FILE", nargs="?")
    parser.add_argument("-f", "--file", metavar="TRACE",
                        help="a trace: the driver makes the table, of timeline or heapmap")
    parser.add_argument("-o", "--output", metavar="OUT",
                        help="without ending (build/CHART)")
    parser.add_argument("-a", "--allocator", metavar="NAMES", default="",
                        help="only these, with commas between")
    parser.add_argument("--collect", action="store_true",
                        help="what is in use of collectors' heaps, garbage included: timeline")
    options = parser.parse_args(arguments)
    if bool(options.table) == bool(options.file):
        parser.error("one of these is needed: FILE, or -f TRACE")
    if options.file and options.chart not in ("timeline", "heapmap"):
        parser.error("-f is for timeline and heapmap")
    return options


def table_of(options, folder):
    """The file with the figures: what was given, or what the driver says now."""
    if options.table:
        return options.table
    table = os.path.join(folder, "table.tsv")
    run = subprocess.run([os.path.join(HOME, "mdriver"), "-c", "-a", options.allocator or "mm",
                          "-f", options.file, f"--{options.chart}", table,
                          *["--collect=roots"] * options.collect],
                         stdout=subprocess.DEVNULL, check=False)
    if run.returncode > 1:
        raise UserError(f"the driver ended with status {run.returncode}")
    return table


def name_of(path):
    """The trace's: "cc1" of "traces/cc1.rep"."""
    return os.path.splitext(os.path.basename(path))[0]


def main(arguments):
    options = parse(arguments)
    out = options.output or f"build/{options.chart}"
    names = [name for name in options.allocator.split(",") if name]
    try:
        with tempfile.TemporaryDirectory() as folder:
            trace = [name_of(options.file)] if options.file else []
            made = charts.sawteeth if options.collect else CHARTS[options.chart]
            chart = made(table_of(options, folder), names, *trace)
        if not shutil.which("gnuplot"):
            print("plot.py: no picture: gnuplot is not installed (./setup compare does that)",
                  file=sys.stderr)
            return 0
        draw(chart, out)
    except UserError as error:
        print(f"plot.py: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"plot.py: {error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
