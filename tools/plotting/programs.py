"""programs - Real programs over several allocators: time and memory, relative to libc's."""

from plotting import charts

WIDTH, HEIGHT = 1100, 720
PANELS = [("ratio", "processor time / libc's", 0.2), ("kilobytes", "most resident memory / libc's", 0.9)]


def relative(rows, column):
    """By allocator, in the programs' order: the column's value by libc's."""
    libc = {row["program"]: row[column] for row in rows if row["allocator"] == "libc"}
    found = {}
    for row in rows:
        if row["allocator"] != "libc":
            found.setdefault(row["allocator"], []).append(row[column] / libc[row["program"]])
    return found


def panel(rows, column, label, least):
    """Points beside each other for each program, on a logarithmic scale."""
    found = relative(rows, column)
    lines = [f"set ylabel {charts.quote(label)}", f"set yrange [{least}:*]"]
    for number, values in enumerate(found.values()):
        shift = 0.7 * ((number + 0.5) / len(found) - 0.5)
        lines.append(charts.block(f"{column}{number}", [(i + shift, float(v)) for i, v in enumerate(values)]))
    return lines + ["plot 1 with lines lc rgb '#666666' dt 3 title 'libc', " + ", ".join(
        f"${column}{n} using 1:2 with points ps 0.9 pt {charts.POINTS[n % len(charts.POINTS)]} "
        f"lc rgb '{charts.COLOURS[n % len(charts.COLOURS)]}' title {charts.quote(name)}"
        for n, name in enumerate(found))]


def chart(rows):
    """rows: dicts with program, allocator, ratio and kilobytes; libc's are among them."""
    programs = list(dict.fromkeys(row["program"] for row in rows))
    tics = ", ".join(f"{charts.quote(name)} {i}" for i, name in enumerate(programs))
    lines = [charts.COMMON, charts.GRID_LINES, f"set xtics ({tics}) scale 0", "set logscale y 2",
             f"set xrange [-0.5:{len(programs) - 0.5}]", "set lmargin 9", "set rmargin 2",
             "set multiplot layout 2,1", charts.KEYS[0]]
    for each in PANELS:
        lines += panel(rows, *each) + [charts.KEYS[1]]
    return charts.Chart("real programs: time and memory relative to libc's",
                        "\n".join(lines + ["unset multiplot"]), WIDTH, HEIGHT)
