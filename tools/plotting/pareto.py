"""pareto - Utilization against relative speed: a labelled point for each allocator, and the
front of those that no other beats in both."""

import math

import results
from plotting import charts, labels

WIDTH, HEIGHT = 960, 640
LEFT, RIGHT, BOTTOM, TOP = 76, 24, 64, 70    # margins in pixels


class Axis:
    """Values to pixels, between two ends a little outside of the values."""

    def __init__(self, values, first_pixel, last_pixel, log):
        self.log = log
        values = [self.scale(v) for v in values]
        spare = max(0.08 * (max(values) - min(values)), 0.02)
        self.lo, self.hi = min(values) - spare, max(values) + spare
        self.first_pixel, self.last_pixel = first_pixel, last_pixel

    def scale(self, value):
        return math.log10(value) if self.log else value

    def ends(self):
        return (10 ** self.lo, 10 ** self.hi) if self.log else (self.lo, self.hi)

    def pixel(self, value):
        part = (self.scale(value) - self.lo) / (self.hi - self.lo)
        return self.first_pixel + part * (self.last_pixel - self.first_pixel)


def front_of(points):
    """Those that no other point is above and right of, from left to right."""
    front = []
    for point in sorted(points, key=lambda p: (-p[0], -p[1])):
        if not front or point[1] > front[-1][1]:
            front.append(point)
    return front[::-1]


def steps(front, x_least, y_least):
    """The front as the edge of all that is beaten by it."""
    line = [(x_least, front[0][1])]
    for here, after in zip(front, front[1:] + [(front[-1][0], y_least)]):
        line += [(here[0], here[1]), (here[0], after[1])]
    return line


def families(names):
    """The names by their first word: it says the structure."""
    groups = {}
    for name in names:
        groups.setdefault(name.split("-")[0], []).append(name)
    return sorted(groups.values(), key=lambda group: (-len(group), group))


def script(path, names):
    summed = [s for s in results.summaries(results.read(path))
              if s.speed and (not names or s.allocator in names)]
    place = {s.allocator: (s.speed, 100 * s.utilization) for s in summed
             if s.utilization is not None}
    if not place:
        raise results.UserError(f"{path}: no allocator has both a utilization and a speed")
    front = front_of(place.values())
    peers = {s.allocator: (s.speed, 100 * s.residency) for s in summed if s.residency}
    place.update(peers)
    speeds, used = [p[0] for p in place.values()] + [1], [p[1] for p in place.values()]
    x = Axis(speeds, LEFT, WIDTH - RIGHT, log=max(speeds) > 8 * min(speeds))
    y = Axis(used, BOTTOM, HEIGHT - TOP, log=False)
    y.hi = max(max(used), min(100, y.hi))

    pixels = {name: (x.pixel(p[0]), y.pixel(p[1])) for name, p in place.items()}
    corners = [(x.pixel(p), y.pixel(q)) for p, q in steps(front, x.ends()[0], y.ends()[0])]
    placed = labels.place(pixels, (LEFT, BOTTOM, WIDTH - RIGHT, HEIGHT - TOP), corners)
    return charts.Chart("utilization against speed, one point per allocator",
                        draw(place, peers, front, placed, x, y), WIDTH, HEIGHT)


def key_of(group):
    """A structure with several allocators is named in the key; one alone has its name beside it."""
    return f"title {charts.quote(group[0].split('-')[0])}" if len(group) > 1 else "notitle"


def draw(place, peers, front, placed, x, y):
    title = "Memory utilization against speed (up and right is better)"
    lines = [charts.COMMON, f"set label {charts.quote(title)} at screen 0.5, screen {1 - 20 / HEIGHT:.5f} "
             "center font ',15'",
             f"set key at screen 0.5, screen {1 - 50 / HEIGHT:.5f} center "
             "horizontal Left reverse samplen 1 font ',11'",
             "set xlabel 'speed relative to the reference, the dotted line (geometric mean)'",
             "set ylabel 'memory utilization, % (mean)'",
             f"set lmargin at screen {LEFT / WIDTH}",
             f"set rmargin at screen {1 - RIGHT / WIDTH}",
             f"set bmargin at screen {BOTTOM / HEIGHT}",
             f"set tmargin at screen {1 - TOP / HEIGHT}",
             f"set xrange [{x.ends()[0]:g}:{x.ends()[1]:g}]",
             f"set yrange [{y.ends()[0]:g}:{y.ends()[1]:g}]",
             "set grid lt 1 lc rgb '#e8e8e8' lw 0.5"]
    if x.log:
        lines += ["set logscale x", "set xtics (" + ", ".join(
            f"'{m * 10.0 ** e:g}' {m * 10.0 ** e:g}"
            for e in range(-6, 4) for m in (1, 2, 5)) + ")"]
    lines += ["set arrow from 1, graph 0 to 1, graph 1 nohead dt 3 lc rgb '#666666'"]
    for name, label in placed.items():
        where = f"screen {label.x / WIDTH:.5f}, screen {label.y / HEIGHT:.5f}"
        lines.append(f"set label {charts.quote(name)} at {where} {label.align} "
                     f"font ',{labels.FONT}' front")
        if label.leader:
            ends = [f"screen {p / WIDTH:.5f}, screen {q / HEIGHT:.5f}" for p, q in label.leader]
            lines.append(f"set arrow from {ends[0]} to {ends[1]} nohead lw 0.7 lc rgb '#888888'")
    groups = families([name for name in place if name not in peers])
    lines.append(charts.block("front", steps(front, x.ends()[0], y.ends()[0])))
    plots = ["$front using 1:2 with lines lw 5 lc rgb '#dddddd' title 'beaten by none'"]
    for number, group in enumerate(groups):
        lines.append(charts.block(f"points{number}", [place[name] for name in group]))
        plots.append(f"$points{number} using 1:2 with points ps 1.1 "
                     f"pt {charts.POINTS[number % len(charts.POINTS)]} "
                     f"lc rgb '{charts.COLOURS[number % len(charts.COLOURS)]}' {key_of(group)}")
    if peers:
        lines.append(charts.block("peers", list(peers.values())))
        note = charts.quote("system's (resident memory)")
        plots.append(f"$peers using 1:2 with points ps 1.3 pt 6 lc rgb '#000000' title {note}")
    return "\n".join(lines + ["plot " + ", ".join(plots)])
