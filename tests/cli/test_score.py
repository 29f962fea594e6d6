"""Scores by each formula, what they explain, and what has changed since an earlier run."""

import math
import re

import pytest

STEPS = "mm build/alloc/implicit-uncoalesced.so implicit-first explicit-lifo segregated-fine champion".split()
LESSON = "-f traces/m4.rep -f traces/phases.rep -f traces/strings.rep".split()
TRACES = ("-f", "traces/short1.rep", "-f", "traces/coalescing.rep", "-f", "traces/comb.rep")


@pytest.fixture(scope="module")
def table(lab, tmp_path_factory):
    path = tmp_path_factory.mktemp("score") / "x.tsv"
    lab.mdriver("-a", "explicit-lifo", "--budget", "0.02", "--tsv", path, *TRACES)
    return path


def clamp(x):
    return min(1, max(0, x))


def geometric(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def expected(name, rows):
    rows = [r for r in rows if r["weight"] == "1"]
    used = [float(r["utilization"]) for r in rows]
    u, s = sum(used) / len(used), geometric([float(r["ratio"]) for r in rows])
    kops = geometric([float(r["kops"]) for r in rows])
    return 100 * {
        "lab": clamp(u) * (0.6 + 0.4 * clamp(s)),
        "csapp-2002": 0.6 * clamp(u) + 0.4 * clamp(s),
        "cmu-2016": 0.6 * clamp((u - 0.55) / 0.19) + 0.4 * clamp((s - 0.5) / 0.4),
        "pku": 0.6 * clamp((u - 0.7) / 0.2) + 0.4 * clamp((kops - 4000) / 10000),
        "mit": math.sqrt(geometric(used) * clamp(s / 1.1))}[name]


@pytest.mark.parametrize("name", ["lab", "csapp-2002", "cmu-2016", "pku", "mit"])
def test_formula(lab, tmp_path, name):
    path = tmp_path / "x.tsv"
    run = lab.mdriver("-a", "explicit-lifo", "--score", name, "--budget", "0.02", "--tsv", path, *TRACES)
    rows = lab.results(path)
    assert abs(float(rows[0]["score"]) - expected(name, rows)) < 0.02
    shown = re.search(r"^explicit-lifo .* ([\d.]+)$", run.stdout, re.M)[1]
    assert abs(float(shown) - float(rows[0]["score"])) < 0.06


@pytest.mark.parametrize("name, line", [
    ("lab", "score = mean utilization x (60 + 40 x speed); speed is relative to libc, both at most 1"),
    ("csapp-2002", "score = 60 x mean utilization + 40 x speed; speed is relative to libc, both at most 1"),
    ("mit", "score = 100 x root of mean utilization x speed (0 at 0, 1 at 1.1); ")])
def test_the_formula_stands_under_the_table(lab, name, line):
    run = lab.mdriver("-c", "--score", name, "-f", "traces/m4.rep")
    assert f"\n{line}" in run.stdout


def test_the_order_of_scores_is_that_of_the_chapter(lab, tmp_path):
    """By instructions, which are the same in every run; each step is worth points."""
    path = tmp_path / "x.tsv"
    lab.mdriver("-a", ",".join(STEPS), "-c", "--instructions", "--tsv", path, *LESSON)
    scores = {r["allocator"]: float(r["instructions_score"]) for r in lab.results(path)}
    points = [scores[name.split("/")[-1].removesuffix(".so")] for name in STEPS]
    assert all(b - a > 1 for a, b in zip(points, points[1:])), scores


def test_unknown_formula(lab):
    run = lab.mdriver("--score", "best")
    assert run.returncode == 2
    assert "--score wants lab, csapp-2002, cmu-2016, pku or mit, not 'best'" in run.stderr


def test_a_failed_trace_counts_zero_and_the_others_count(lab, tmp_path):
    path = tmp_path / "x.tsv"
    run = lab.mdriver("-a", "build/broken/realloc-null.so", "--budget", "0.02", "--explain",
                      "--tsv", path, "-f", "traces/coalescing.rep", "-f", "tests/broken/zoo.rep")
    assert run.returncode == 1
    rows = lab.results(path)
    assert [r["valid"] for r in rows] == ["1", "0"]
    assert "zoo: if it were valid" in run.stdout
    u, s = float(rows[0]["utilization"]) / 2, float(rows[0]["ratio"]) / 2
    assert abs(float(rows[0]["score"]) - u * (60 + 40 * min(1, s))) < 0.02


def test_explain(lab):
    run = lab.mdriver("-a", "explicit-lifo", "--explain", "--budget", "0.02", *TRACES)
    gave = re.search(r"utilization gives ([\d.]+) of 60, "
                     r"speed ([\d.]+) of ([\d.]+) \(40 x utilization\)", run.stdout)
    points = re.search(r"explicit-lifo: ([\d.]+) points of 100", run.stdout)
    assert abs(float(gave[1]) + float(gave[2]) - float(points[1])) < 0.16
    assert float(gave[3]) / 40 == pytest.approx(float(gave[1]) / 60, abs=0.003)
    gains = [float(g) for g in re.findall(r"^ +([\d.]+)  \w+: ", run.stdout, re.M)]
    assert gains and gains == sorted(gains, reverse=True)


def test_diff_of_a_run_with_itself(lab, table):
    run = lab.mdriver("-a", "explicit-lifo", "-c", "--diff", table, *TRACES)
    assert f"explicit-lifo against {table}:" in run.stdout
    assert "3 of 3 traces as before" in run.stdout


def test_diff_shows_arrows(lab, table, tmp_path):
    old = tmp_path / "old.tsv"
    old.write_text(table.read_text().replace("explicit-lifo", "explicit-uncoalesced"))
    run = lab.mdriver("-a", "explicit-uncoalesced", "-c", "--diff", old, *TRACES)
    assert re.search(r"coalescing +\u2193 utilization [\d.]+ %, was [\d.]+ %", run.stdout)
    assert "\033" not in run.stdout


@pytest.mark.parametrize("text, sentence", [
    ("", "it is empty"), ("a\tb\n", ":1: these are not the columns that --tsv writes"),
    (None, "No such file or directory")])
def test_diff_with_another_file(lab, tmp_path, text, sentence):
    old = tmp_path / "old.tsv"
    if text is not None:
        old.write_text(text)
    run = lab.mdriver("-c", "--diff", old, *TRACES)
    assert run.returncode == 2
    assert sentence in run.stderr


def test_killed_run_leaves_no_older_score(lab, table, tmp_path):
    path = tmp_path / "x.tsv"
    path.write_text(table.read_text())
    bad = tmp_path / "bad.rep"
    bad.write_text("no trace\n")
    run = lab.mdriver("-a", "explicit-lifo", "--tsv", path, "-c", *TRACES, "-f", bad)
    assert run.returncode == 2
    rows = lab.results(path)
    assert len(rows) == 4
    assert all(r["valid"] == "0" and r["message"] == "the run did not finish" for r in rows)
