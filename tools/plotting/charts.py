"""charts - What gnuplot is told for bars, timelines, heap maps and histograms."""

import math
import os

import results

# Colours that the colour-blind tell apart and that differ in grey; points that differ in form.
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000", "#e69f00", "#56b4e9"]
POINTS = [7, 5, 9, 13, 11, 6, 4, 8, 12, 10]
DASHES = ["1", "(9,3)", "(3,2)", "(12,3,3,3)", "(6,6)", "(1,2)", "(15,5)"]
FILLS = [3, 1, 2, 6, 7, 4, 5]
KINDS = {"payload": "#0072b2", "overhead": "#e69f00", "free": "#e4e4e4"}
COMMON = "\n".join(["set encoding utf8", "set termoption noenhanced", "set border 3 lc rgb '#444444'",
                    "set tics nomirror textcolor rgb '#000000'", "set style data lines"])
GRID_LINES = "set grid y lt 1 lc rgb '#dddddd' lw 0.5"
MOST_BARS = 5         # allocators in one chart of bars
KEYS = "set key outside above horizontal right", "unset key"
MOST_MAPS = 4         # and in one heap map
MOST_RECTANGLES = 4000
GRID = (300, 160)     # what a larger heap map is reduced to: columns and rows


class Chart:
    def __init__(self, title, script, width=960, height=640):
        self.title, self.script, self.width, self.height = title, script, width, height


def quote(text):
    """A string for gnuplot."""
    return "'" + text.replace("'", "''") + "'"


def block(name, rows):
    """Rows of numbers as a data block of the script."""
    lines = [" ".join(f"{value:g}" if isinstance(value, float) else str(value)
                      for value in row) for row in rows]
    return "\n".join([f"${name} << END"] + lines + ["END"])


def units(most):
    """A unit for bytes up to this, and its size."""
    for name, size in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if most >= 2 * size:
            return name, size
    return "bytes", 1


def chosen(groups, names, most):
    """The groups named, or the first ones."""
    known = [name for name, _ in groups]
    for name in names:
        if name not in known:
            raise results.UserError(f"there is no '{name}' in this table, but {', '.join(known)}")
    return [g for g in groups if g[0] in names] if names else groups[:most]


def bars(path, names):
    rows = results.read(path)
    ranked = sorted(results.by_allocator(rows), key=lambda g: -(results.Summary(*g).index or 0))
    groups = chosen([g for g in ranked if results.Summary(*g).utilization is not None],
                    names, MOST_BARS)
    traces = sorted({row["trace"] for row in rows if row["weight"] in (1, 2, 3)})
    of = {(row["allocator"], row["trace"]): row for row in rows}
    lines = [COMMON]
    for column, data in (("utilization", "used"), ("ratio", "fast")):
        table = []
        for trace in traces:
            values = [(of.get((name, trace)) or {}).get(column) or 0 for name, _ in groups]
            table.append(['"' + trace.replace('"', "'") + '"'] + [100 * v if data == "used" else v for v in values])
        lines.append(block(data, table))
    lines += ["set style data histograms", "set style histogram clustered gap 1.2",
              "set boxwidth 0.9 relative", GRID_LINES,
              "set multiplot layout 2,1", "set lmargin 9", "set rmargin 2",
              "set xtics rotate by -40 scale 0 font ',10'",
              "set key outside above horizontal left"]
    for data, label in (("used", "utilization, %"), ("fast", "speed / reference")):
        lines += [f"set ylabel '{label}'", "set yrange [0:*]", "plot " + ", ".join(
            f"${data} using {i + 2}:xtic(1) title {quote(name)} "
            f"lc rgb '{COLOURS[i % len(COLOURS)]}' "
            f"fillstyle pattern {FILLS[i % len(FILLS)]} border" for i, (name, _) in enumerate(groups)),
            "unset key"]
    return Chart("utilization and speed, trace by trace",
                 "\n".join(lines + ["unset multiplot"]), 1100, 720)


def titled(trace, what):
    """With the trace's name, where it is known."""
    return f"{trace}: {what}" if trace else what


def sawteeth(path, names, trace=""):
    """A timeline of what is in use: what is garbage grows until it is collected."""
    return timeline(path, names, trace, "in_use", "blocks in use and live payload")


def timeline(path, names, trace="", measure="heap", title="heap size and live payload"):
    columns = ["request", "payload", measure]
    rows = results.convert(results.read_table(path, ["allocator"] + columns), path, columns)
    groups = chosen(results.by_allocator(rows), names, len(COLOURS))
    unit, size = units(max(row[measure] for _, own in groups for row in own))
    lines = [COMMON, f"set ylabel '{unit}'", "set xlabel 'requests'",
             f"set title {quote(titled(trace, title))} font ',15'",
             "set yrange [0:*]",
             "set key inside left top reverse Left", GRID_LINES, "set format x '%.0f'",
             f"set xrange [0:{max(row['request'] for row in rows)}]", "set rmargin 5"]
    payload = [(row["request"], row["payload"] / size) for row in groups[0][1]]
    lines.append(block("payload", payload))
    plots = ["$payload using 1:2 title 'live payload' with filledcurves x1 "
             "fc rgb '#d8d8d8'"]
    for i, (name, own) in enumerate(groups):
        lines.append(block(f"heap{i}", [(row["request"], row[measure] / size) for row in own]))
        plots.append(f"$heap{i} using 1:2 title {quote(name)} with lines lw 2 dt {DASHES[i]} "
                     f"lc rgb '{COLOURS[i % len(COLOURS)]}'")
    return Chart(title + " over time", "\n".join(lines + [
        "plot " + ", ".join(plots)]), 960, 520)


def rectangle(row, path):
    """(first request, last, start, end, kind)"""
    try:
        first, _, last = row["time"].partition("-")
        found = (int(first), int(last or first) + 1, int(row["start"]), int(row["end"]),
                 row["kind"])
    except (ValueError, TypeError, AttributeError):
        raise results.UserError(f"{path}: this is no rectangle: {row}") from None
    if row["kind"] not in KINDS:
        raise results.UserError(f"{path}: kind is '{row['kind']}', not {', '.join(KINDS)}")
    return found


def paint(rectangles):
    """As few rectangles as a grid needs; in each cell the kind that was painted over more."""
    columns, rows = GRID
    wide = max(r[1] for r in rectangles) / columns
    high = max(r[3] for r in rectangles) / rows
    cells = [[{} for _ in range(columns)] for _ in range(rows)]
    for t0, t1, a0, a1, kind in rectangles:
        for y in range(int(a0 / high), min(rows, math.ceil(a1 / high))):
            tall = min(a1, (y + 1) * high) - max(a0, y * high)
            for x in range(int(t0 / wide), min(columns, math.ceil(t1 / wide))):
                long = min(t1, (x + 1) * wide) - max(t0, x * wide)
                cell = cells[y][x]
                cell[kind] = cell.get(kind, 0) + tall * long
    painted = []
    for y, row in enumerate(cells):
        x = 0
        while x < columns:
            kind, start = max(row[x], key=row[x].get, default=None), x
            while x < columns and max(row[x], key=row[x].get, default=None) == kind:
                x += 1
            if kind:
                painted.append((start * wide, x * wide, y * high, (y + 1) * high, kind))
    return painted


def heapmap(path, names, trace=""):
    rows = results.read_table(path, ["allocator", "time", "start", "end", "kind"])
    groups = chosen(results.by_allocator(rows), names, MOST_MAPS)
    maps = [(name, [rectangle(row, path) for row in own]) for name, own in groups]
    unit, size = units(max(r[3] for _, own in maps for r in own))
    latest = max(r[1] for _, own in maps for r in own)
    highest = max(r[3] for _, own in maps for r in own) / size
    lines = [COMMON, f"set xrange [0:{latest}]", f"set yrange [0:{highest:g}]",
             f"set ylabel 'address, {unit}'", "set style fill solid 1 noborder",
             "set format x '%.0f'", f"set multiplot layout {len(maps)},1",
             "set lmargin 9", "set rmargin 6"]
    for i, (name, own) in enumerate(maps):
        own = own if len(own) <= MOST_RECTANGLES else paint(own)
        plots = []
        for kind, colour in KINDS.items():
            table = [((t0 + t1) / 2, (a0 + a1) / 2 / size, t0, t1, a0 / size, a1 / size)
                     for t0, t1, a0, a1, k in own if k == kind]
            lines.append(block(f"{kind}{i}", table or [("NaN",) * 6]))
            plots.append(f"${kind}{i} using 1:2:3:4:5:6 with boxxyerror fc rgb '{colour}' notitle")
            plots.append(f"NaN with boxes fc rgb '{colour}' title '{kind}'")
        lines += [f"set title {quote(titled(trace, name))}", KEYS[i > 0],
                  f"set xlabel '{'requests' if i == len(maps) - 1 else ''}'",
                  "plot " + ", ".join(plots)]
    return Chart("the heap: address by time", "\n".join(lines + ["unset multiplot"]),
                 960, 120 + 300 * len(maps))


def read_trace(path):
    """The sizes asked for, the lifetimes in requests, and how many are never freed."""
    sizes, lifetimes, born, time = [], [], {}, 0
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            for line in file:
                words = line.split("#")[0].split()
                if not words or words[0] not in "acrf":
                    continue
                time += 1
                if words[0] == "f":
                    if words[1] in born:
                        lifetimes.append(time - born.pop(words[1]))
                    continue
                sizes.append(int(words[2]))
                born.setdefault(words[1], time)
    except OSError as error:
        raise results.UserError(f"{path}: {error.strerror}") from None
    except (ValueError, IndexError):
        raise results.UserError(f"{path}: request {time} cannot be read") from None
    if not sizes:
        raise results.UserError(f"{path}: there is no request for memory in this trace")
    return sizes, lifetimes, len(born)


def power_name(power):
    for size, unit in ((30, "G"), (20, "M"), (10, "K")):
        if power >= size:
            return f"{1 << power - size}{unit}"
    return str(1 << power)


def powers(values):
    """How many values there are up to each power of two, and above the one before."""
    counts = {}
    for value in values:
        power = max(0, (value - 1).bit_length())
        counts[power] = counts.get(power, 0) + 1
    return [(f'"{power_name(power)}"', counts.get(power, 0))
            for power in range(min(counts, default=0), max(counts, default=0) + 1)]


def histogram(path, _names):
    sizes, lifetimes, never = read_trace(path)
    trace = os.path.splitext(os.path.basename(path))[0]
    lines = [COMMON, block("sizes", powers(sizes)),
             block("lifetimes", powers(lifetimes) + [('"never freed"', never)]),
             "set style data histograms", "set style histogram clustered gap 0",
             "set style fill solid 0.8 border lc rgb '#ffffff'", "set boxwidth 1",
             GRID_LINES, "unset key", "set format y '%.0f'",
             "set multiplot layout 2,1", "set lmargin 11", "set rmargin 2",
             "set xtics rotate by -40 scale 0 font ',10'", "set yrange [0:*]"]
    for data, title in (("sizes", "bytes asked for"), ("lifetimes", "lifetimes, in requests")):
        title = f"{trace}: {title} (up to each power of two)"
        lines += [f"set title {quote(title)}", "set ylabel 'blocks'",
                  f"plot ${data} using 2:xtic(1) lc rgb '{COLOURS[0]}'"]
    return Chart(f"sizes and lifetimes of {trace}", "\n".join(lines + ["unset multiplot"]),
                 960, 680)
