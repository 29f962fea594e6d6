"""labels - Places for the names of points, such that nothing is written over.

Each name may stand at some places around its point, near ones first. Names take the best
place in turn, those in a crowd first, and then some rounds more, now that all are known.
"""

import math

FONT = 10
HEIGHT = 13
ROUNDS = 12
RADII = (9, 14, 24, 38, 56, 78, 104, 134, 168, 208)
DIRECTIONS = 16
PIXELS = 4 / 3    # in a point, in each format
# Widths of characters in thousandths of the font's size: narrow, wide and others.
NARROW, WIDE = "iljft-.,'|()I/ ", "mwMW_@"


class Label:
    """The box of a name, and the line that leads to its point, if it is far.

    The side that is next to the point is where the name is held (x, y, align): a reader whose
    font has other widths still sees it there."""

    def __init__(self, left, y, width, point, distance):
        self.box = (left, y - HEIGHT / 2, left + width, y + HEIGHT / 2)
        nearest = min(max(point[0], left), left + width)
        held = round(2 * (nearest - left) / width)
        self.align = ("left", "center", "right")[held]
        self.x, self.y, self.point = left + width * held / 2, y, point
        self.distance = distance
        self.leader = None
        if distance > RADII[1]:
            _, low, _, high = self.box
            self.leader = (point, (nearest, min(max(point[1], low + 2), high - 2)))


def width_of(name):
    thousandths = sum(330 if c in NARROW else 880 if c in WIDE else 590 for c in name)
    return thousandths * FONT * PIXELS / 1000


def candidates(name, point):
    width = width_of(name)
    for radius in RADII:
        for step in range(DIRECTIONS):
            angle = 2 * math.pi * step / DIRECTIONS
            x = point[0] + radius * math.cos(angle)
            y = point[1] + radius * math.sin(angle)
            # The name begins right of the point, ends left of it, or is centred between.
            share = (1 - math.cos(angle)) / 2
            yield Label(x - share * width, y, width, point, radius)


def overlap(a, b):
    """The pixels that two boxes share."""
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    return wide * high if wide > 0 and high > 0 else 0


def crosses(line, box):
    """How much of the line lies in the box, in samples."""
    (x0, y0), (x1, y1) = line
    if max(x0, x1) < box[0] or min(x0, x1) > box[2] or max(y0, y1) < box[1] or min(y0, y1) > box[3]:
        return 0
    count = 2 + int(math.hypot(x1 - x0, y1 - y0) / 4)
    inside = 0
    for i in range(count + 1):
        x, y = x0 + (x1 - x0) * i / count, y0 + (y1 - y0) * i / count
        inside += box[0] < x < box[2] and box[1] < y < box[3]
    return inside


def fixed_cost(label, points, frame, corners):
    """What a place costs wherever the other names are."""
    left, low, right, high = label.box
    total = label.distance
    if left < frame[0] + 2 or right > frame[2] - 2 or low < frame[1] + 2 or high > frame[3] - 2:
        total += 5000
    for x, y in points:
        spot = (x - 6, y - 6, x + 6, y + 6)
        total += 4 * overlap(label.box, spot)
        if label.leader and (x, y) != label.point:
            total += 30 * crosses(label.leader, spot)
    return total + sum(crosses(line, label.box) for line in zip(corners, corners[1:]))


def cost_among(label, others):
    """What it costs to stand among the other names, and their leaders."""
    total = 0
    for other in others:
        shared = overlap(label.box, other.box)
        total += 400 + 8 * shared if shared else 0
        if other.leader:
            total += 60 * crosses(other.leader, label.box)
        if label.leader:
            total += 60 * crosses(label.leader, other.box)
    return total


def best(choices, others):
    """The cheapest of the (fixed cost, number, label), which are sorted."""
    least, found = math.inf, None
    for fixed, _, label in choices:
        if fixed >= least:
            break
        total = fixed + cost_among(label, others)
        if total < least:
            least, found = total, label
    return found


def place(points, frame, corners):
    """A Label for each of the points {name: (x, y)}, inside the frame (left, low, right,
    high) and if possible off the line through the corners."""
    spots = list(points.values())

    def crowd(name):
        x, y = points[name]
        return -sum(1 / (20 + math.hypot(x - p, y - q)) for p, q in spots)

    order = sorted(points, key=crowd)
    choices = {name: sorted((fixed_cost(label, spots, frame, corners), number, label)
                            for number, label in enumerate(candidates(name, points[name])))
               for name in order}
    placed = {}
    for _ in range(ROUNDS):
        before = dict(placed)
        for name in order:
            others = [label for other, label in placed.items() if other != name]
            placed[name] = best(choices[name], others)
        if placed == before:
            break
    return placed
