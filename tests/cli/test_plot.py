"""The pictures: all names are there, none over another, and errors are said."""

import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import xml.etree.ElementTree as xml

import pytest

LAB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(LAB, "tools"))
import results                          # noqa: E402
from plotting import charts, labels, pareto    # noqa: E402

COLUMNS = ("allocator trace weight valid utilization peak heap requests seconds kops "
           "ratio ratio_lo ratio_hi line message").split()
drawn = pytest.mark.skipif(not shutil.which("gnuplot"), reason="gnuplot is not installed")


def row(allocator, trace, utilization, ratio, weight=1, valid=1):
    heap = "-" if utilization == "-" else 1000
    return [allocator, trace, weight, valid, utilization, 800, heap, 50, 0.001, 50.0, ratio,
            ratio, ratio, "-", "-"]


def write(path, columns, rows):
    lines = ["\t".join(str(field) for field in line) for line in [columns, *rows]]
    path.write_text("\n".join(lines) + "\n")
    return str(path)


def plot(chart, table, out, *more, **environment):
    command = [sys.executable, os.path.join(LAB, "tools", "plot.py"), chart, table, "-o", str(out)]
    return subprocess.run([*command, *more], text=True, capture_output=True, check=False,
                          env={**os.environ, **environment})


def text_of(path):
    return "".join(xml.parse(path).getroot().itertext())


def assert_drawn(done, out):
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert (out.parent / f"{out.name}.png").read_bytes().startswith(b"\x89PNG")
    return text_of(f"{out}.svg")


def picture(table, folder):
    assert_drawn(plot("pareto", table, folder / "out"), folder / "out")
    return folder / "out.svg"


@pytest.fixture
def table(tmp_path):
    rows = [row("implicit-first", "cc1", 0.8, 0.02), row("implicit-first", "git", 0.9, 0.04),
            row("a_b^c{'x'} & <y>", "cc1", 0.7, 0.9), row("a_b^c{'x'} & <y>", "git", 0.6, 1.1),
            row("libc", "cc1", "-", 1), row("libc", "git", "-", 1)]
    return write(tmp_path / "results.tsv", COLUMNS, rows)


@drawn
def test_pareto_names_every_allocator_with_a_heap(table, tmp_path):
    text = assert_drawn(plot("pareto", table, tmp_path / "out"), tmp_path / "out")
    assert "implicit-first" in text and "a_b^c{'x'} & <y>" in text and "libc" not in text


@drawn
def test_a_name_is_as_large_as_the_place_that_it_got(table, tmp_path):
    """gnuplot takes a font's points for pixels in the .svg, and not in the .png."""
    groups = [g for g in xml.parse(picture(table, tmp_path)).iter() if g.get("font-size")]
    size, = {float(g.get("font-size")) for g in groups if "".join(g.itertext()).strip() == "implicit-first"}
    assert size == pytest.approx(labels.FONT * labels.PIXELS, abs=0.01)


@drawn
def test_a_key_names_the_marks_of_several(table, tmp_path):
    rows = [row(name, "cc1", 0.8, 0.5) for name in ("explicit-best", "explicit-fifo", "tlsf")]
    table = write(tmp_path / "k.tsv", COLUMNS, rows)
    texts = [e.text.strip() for e in xml.parse(picture(table, tmp_path)).iter() if e.text]
    assert texts.count("explicit") == 1 and texts.count("tlsf") == 1


@drawn
@pytest.mark.parametrize("chart", ["timeline", "heapmap"])
def test_a_picture_names_its_trace(tmp_path, chart):
    out = tmp_path / "out"
    done = subprocess.run([sys.executable, os.path.join(LAB, "tools", "plot.py"), chart, "-f", "traces/short1.rep",
                           "-o", str(out)], cwd=LAB, text=True, capture_output=True, check=False)
    assert "short1: " in assert_drawn(done, out)


@drawn
def test_bars_name_every_trace(table, tmp_path):
    text = assert_drawn(plot("bars", table, tmp_path / "out"), tmp_path / "out")
    assert "cc1" in text and "git" in text and "a_b^c{'x'} & <y>" in text
    text = assert_drawn(plot("bars", table, tmp_path / "out", "-a", "implicit-first"),
                        tmp_path / "out")
    assert "a_b^c" not in text


@drawn
def test_timeline_and_heapmap(tmp_path):
    rows = [[name, r, 50 * r, 60 * r] for name in ("x", "y") for r in range(100)]
    table = write(tmp_path / "t.tsv", "allocator request payload heap".split(), rows)
    assert "live payload" in assert_drawn(plot("timeline", table, tmp_path / "t"), tmp_path / "t")
    rows = [["x", f"{i}-{i + 20}", 32 * i, 32 * i + 32, kind]
            for i, kind in zip(range(100), itertools.cycle(charts.KINDS))]
    table = write(tmp_path / "h.tsv", "allocator time start end kind".split(), rows)
    text = assert_drawn(plot("heapmap", table, tmp_path / "h"), tmp_path / "h")
    assert all(kind in text for kind in charts.KINDS)


@drawn
def test_histogram_reads_a_trace(tmp_path):
    (tmp_path / "t.rep").write_text("1\n2\n4\n9\na 0 100 # note\nr 0 5000\na 1 1\nf 0\nf -1\n")
    text = assert_drawn(plot("histogram", str(tmp_path / "t.rep"), tmp_path / "t"), tmp_path / "t")
    assert "never freed" in text and "8K" in text


def test_a_histogram_counts_sizes_and_lifetimes(tmp_path):
    (tmp_path / "t.rep").write_text("1\n2\n4\n9\na 0 100\nr 0 5000\nc 1 1\nf 0\n")
    assert charts.read_trace(str(tmp_path / "t.rep")) == ([100, 5000, 1], [3], 1)
    assert charts.powers([1, 2, 3, 4, 5]) == [('"1"', 1), ('"2"', 1), ('"4"', 2), ('"8"', 1)]


def test_without_gnuplot_there_is_no_picture_and_no_failure(table, tmp_path):
    done = plot("pareto", table, tmp_path / "out", PATH="/nonexistent")
    assert done.returncode == 0
    assert "gnuplot is not installed" in done.stderr
    assert not (tmp_path / "out.svg").exists()


@pytest.mark.parametrize("chart, text, words", [
    ("pareto", "", "no column 'allocator'"),
    ("pareto", "\t".join(COLUMNS) + "\n", "no rows"),
    ("bars", "\t".join(COLUMNS) + "\nx\ty\n", "2 fields for 15 columns"),
    ("timeline", "allocator\trequest\tpayload\theap\nx\t1\ttwo\t3\n", "'two', not a number"),
    ("heapmap", "allocator\ttime\tstart\tend\tkind\nx\t1-2\t0\t9\tnew\n", "kind is 'new'"),
    ("heapmap", "allocator\ttime\tstart\tend\tkind\nx\t1-b\t0\t9\tfree\n", "no rectangle"),
    ("histogram", "1\n1\n1\n1\na 0\n", "request 1 cannot be read"),
    ("histogram", "1\n1\n1\n1\n", "no request for memory")])
def test_errors_are_one_sentence(tmp_path, chart, text, words):
    (tmp_path / "bad").write_text(text)
    done = plot(chart, str(tmp_path / "bad"), tmp_path / "out")
    assert done.returncode == 2
    assert words in done.stderr and done.stderr.count("\n") == 1


def test_the_front_is_what_nothing_beats():
    points = [(1, 5), (2, 4), (2, 3), (3, 4), (4, 1), (0.5, 5)]
    assert pareto.front_of(points) == [(1, 5), (3, 4), (4, 1)]


@pytest.mark.parametrize("seed", range(3))
def test_labels_lie_apart_and_inside(seed):
    rng = random.Random(seed)
    points = {f"structure-policy-{i}": (rng.gauss(600, 90), rng.gauss(400, 60)) for i in range(30)}
    placed = labels.place(points, (0, 0, 960, 640), [(0, 500), (700, 500), (700, 0)])
    boxes = [label.box for label in placed.values()]
    assert all(labels.overlap(a, b) == 0 for a, b in itertools.combinations(boxes, 2))
    assert all(b[0] > 0 and b[1] > 0 and b[2] < 960 and b[3] < 640 for b in boxes)


@pytest.mark.parametrize("factor", [0.7, 1, 1.3])
def test_a_leader_ends_at_its_name_whatever_the_width_of_the_font(factor):
    for label in labels.candidates("segregated", (300, 300)):
        wide = factor * labels.width_of("segregated")
        left = label.x - wide * ("left", "center", "right").index(label.align) / 2
        if label.leader:
            assert left - 1 < label.leader[1][0] < left + wide + 1


def test_sums_are_the_drivers(lab, tmp_path):
    """A score made of the table is the one that the driver prints."""
    table = tmp_path / "r.tsv"
    done = lab.mdriver("-a", "mm,explicit-lifo", "-f", "traces/cc1.rep", "-f", "traces/bc.rep",
                       "--budget", "0.02", "-g", "--tsv", table)
    assert done.returncode in (0, 4), done.stderr
    printed = json.loads(done.stdout.splitlines()[-1])["scores"]
    summed = {s.allocator: s.index for s in results.summaries(results.read(str(table)))}
    assert summed == {name: pytest.approx(score, abs=0.06) for name, score in printed.items()}


def test_a_failed_trace_counts_zero(tmp_path):
    rows = [row("x", "a", 0.8, 0.5), row("x", "b", "-", "-", valid=0),
            row("x", "c", 0.1, 0.1, weight=0), row("x", "d", 0.4, 9, weight=2)]
    rows[1][6] = "-"
    table = write(tmp_path / "r.tsv", COLUMNS, rows)
    (s,) = results.summaries(results.read(table))
    assert (s.traces, s.valid) == (3, 2)
    assert s.utilization == pytest.approx(0.4) and s.speed == pytest.approx(0.25)
