"""The default traces and the generator."""

import glob
import os
import re

import pytest

LAB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TRACES = sorted(glob.glob(LAB + "/traces/*.rep"))
FAMILIES = re.findall(r'"([\w-]+)": \w+', open(LAB + "/traces/gen.py", encoding="ascii").read().split("FAMILIES")[1])


def numbers(path):
    with open(path, encoding="ascii") as file:
        lines = [line for line in file if not line.startswith("#")]
    return [int(line) for line in lines[:4]]


def test_the_set():
    scored = [p for p in TRACES if numbers(p)[0] > 0]
    assert 18 <= len(scored) <= 30
    assert all(4000 <= numbers(p)[2] <= 200000 for p in scored)
    assert sum("recorded" in open(p, encoding="ascii").readline() for p in scored) >= 10
    assert sum(map(os.path.getsize, TRACES)) < 25e6


def test_each_has_its_line_in_the_readme():
    text = open(LAB + "/traces/README.md", encoding="ascii").read()
    for path in TRACES:
        name = os.path.basename(path)[:-4]
        weight, ids, requests, peak = numbers(path)
        assert f"| {name} | {weight} | {ids} | {requests} | {peak} |" in text


@pytest.mark.parametrize("family", FAMILIES)
def test_generator(lab, tmp_path, family):
    paths = [tmp_path / "a.rep", tmp_path / "b.rep"]
    for path in paths:
        run = lab.run(LAB + "/traces/gen.py", family, "--requests", 3000, "--seed", 5, "-o", path)
        assert run.returncode == 0, run.stderr
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert lab.mdriver("-c", "-a", "explicit-best", "-f", paths[0]).returncode == 0


@pytest.mark.parametrize("family, hurt, spared", [("best-worst", "explicit-best", "explicit-address"),
                                                  ("first-worst", "explicit-address", "explicit-best")])
def test_an_adversary_hurts_its_policy(lab, tmp_path, family, hurt, spared):
    trace, table = tmp_path / "x.rep", tmp_path / "x.tsv"
    lab.run(LAB + "/traces/gen.py", family, "--requests", 5000, "-o", trace)
    lab.mdriver("-c", "-a", f"{hurt},{spared}", "-f", trace, "--tsv", table)
    used = {row["allocator"]: float(row["utilization"]) for row in lab.results(table)}
    assert used[hurt] < used[spared] - 0.05


def test_the_edge_traces_are_what_their_maker_makes(lab, tmp_path):
    assert lab.run("traces/edge/make.py", tmp_path).returncode == 0
    made = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*.rep"))
    kept = sorted(os.path.relpath(p, LAB + "/traces/edge")
                  for p in glob.glob(LAB + "/traces/edge/**/*.rep", recursive=True))
    assert [str(p) for p in made] == kept and len(kept) >= 11
    for path in kept:
        with open(f"{LAB}/traces/edge/{path}", encoding="ascii") as file:
            assert file.read() == (tmp_path / path).read_text(), path


def test_points_only_if_the_edge_traces_are_valid(lab, tmp_path):
    (tmp_path / "edge").mkdir()
    (tmp_path / "x.rep").write_text("1\n1\n2\n0\na 0 100\nf 0\n")
    (tmp_path / "edge" / "null.rep").write_text("4\n1\n1\n0\nf -1\n")
    run = lab.mdriver("-a", "build/broken/free-null.so,implicit-first", "-t", tmp_path, "--tsv", tmp_path / "t.tsv")
    assert run.returncode == 1
    assert "free-null: of the edge traces, which must be valid, 0 of 1 are: no points until all are" in run.stdout
    rows = {(r["allocator"], r["trace"]): r for r in lab.results(tmp_path / "t.tsv")}
    assert rows["free-null", "x"]["valid"] == "1" and float(rows["free-null", "x"]["score"]) == 0
    assert rows["free-null", "null"]["valid"] == "0" and rows["free-null", "null"]["weight"] == "4"
    assert float(rows["implicit-first", "x"]["score"]) > 0


@pytest.mark.parametrize("line, reply", [("a 0 SIZE_MAX fails", "NULL"), ("m 0 64 100", "100 bytes at"),
                                         ("c 0 10 10", "100 bytes at")])
def test_an_edge_trace_by_steps(lab, tmp_path, line, reply):
    (tmp_path / "x.rep").write_text(f"4\n1\n1\n0\n{line}\n")
    run = lab.mdriver("--step", "-a", "explicit-lifo", "-f", tmp_path / "x.rep", input="next\n")
    assert run.returncode == 0 and reply in run.stdout, run.stdout


def test_an_edge_trace_is_made_short(lab, tmp_path):
    run = lab.mdriver(f"--shrink={tmp_path}/s.rep", "-a", "build/broken/calloc-counts.so", "-f", "traces/edge/calloc.rep")
    assert run.returncode == 1
    lines = (tmp_path / "s.rep").read_text().split("\n")
    assert lines[0] == "4" and len(lines) == 6 and lines[4].startswith("c 0 "), lines
