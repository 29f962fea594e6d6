"""What becomes of a class's results: the table, the roster, two runs side by side, the pages."""

import csv
import json
import os
import re
import subprocess
import sys
import zipfile

import pytest

LAB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(LAB, "tools"))
from grading import board, course, earlier, names, plots, roster, setting, stored, student
from grading.options import UserError

GRADE = [sys.executable, os.path.join(LAB, "tools", "grade.py")]
SETTING = {"date": "2030-01-02 03:04", "machine": "m1", "version": "v", "lab": "abc", "score": "lab",
           "seed": "1", "published": 2, "hidden": 1, "varied": 3, "counted": 28, "checker": None}
ROW = {"allocator": "mm", "trace": "cc1", "group": "published", "weight": 1, "valid": True, "utilization": 0.5,
       "peak": 10.0, "heap": 20.0, "requests": 5.0, "seconds": None, "kops": None, "ratio": 1.0,
       "ratio_lo": None, "ratio_hi": None, "line": "-", "message": "-", "score": 50.0, "width": 1.0}


def put(folder, name, score=50.0, **more):
    result = {**student.FORM, "name": names.shown(name), "verdict": "valid", "score": score,
              "utilization": 0.5, "speed": 1.0, "valid": "28/28", "interval": 2.0, "rows": [ROW],
              "formula": "score = <60> x utilization", "setting": SETTING, **more}
    stored.write(result, os.path.join(folder, names.folder(name)))


def grade(*words):
    return subprocess.run([*GRADE, *map(str, words)], capture_output=True, text=True, timeout=60)


def table(folder):
    with open(folder / "class.csv", newline="", encoding="utf-8") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("name, shown, folder", [
    ("two\nlines", r"two\x0alines", r"two\x0alines"), ("class.csv", "class.csv", r"\x63lass.csv"),
    (b"caf\xe9", r"caf\xe9", r"caf\xe9"), ("back\\slash", r"back\\slash", r"back\\slash"),
    ("\u202etxt", r"\u202etxt", r"\u202etxt"), ("M\u00fcller (2)", "M\u00fcller (2)", "M\u00fcller (2)")])
def test_names_are_shown_as_one_line(name, shown, folder):
    assert names.shown(name) == shown and names.folder(name) == folder


def test_long_names_stay_different_and_short():
    one, two = names.folder("\n" * 250 + "a"), names.folder("\n" * 250 + "b")
    assert one != two and len(one.encode()) <= names.LONGEST_NAME


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_no_field_is_a_formula(text):
    assert not names.cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_the_class_says_under_what_it_was_graded(tmp_path):
    put(tmp_path, "a<b>", 70)
    put(tmp_path, "=cmd|'calc'!A0", 10, verdict="invalid", message="bad\x1b[2J" + "x" * 100000)
    put(tmp_path, "c", 0, verdict="compile", valid=None, utilization=None, speed=None)
    course.keep_setting(tmp_path, SETTING, course.entries(tmp_path))
    assert grade("collect", tmp_path).returncode == 0
    page = (tmp_path / "class.html").read_text()
    for said in ("2030-01-02 03:04", "m1", "lab v", "seed 1", "2 published and 1 hidden", "&lt;60&gt;", "28)",
                 "2 ran: points from 10.0 to 70.0", "1 did not run: 1 compile", "<b>fits</b>", "a&lt;b&gt;"):
        assert said in page, said
    assert "\x1b" not in page and "<b>a" not in page
    assert sum(line.startswith("<tr>") for line in page.splitlines()) == 3
    assert "'=cmd|'calc'!A0" in table(tmp_path)


def test_the_lab_has_a_version_also_without_git(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", setting.version())


def test_the_distribution_is_of_those_that_ran(tmp_path, monkeypatch):
    drawn = {}
    monkeypatch.setattr(plots, "draw", lambda values, name, _: drawn.setdefault(name, values))
    monkeypatch.setattr(plots.shutil, "which", lambda _: "gnuplot")
    put(tmp_path, "a", 70)
    put(tmp_path, "c", 0, verdict="compile", valid=None, utilization=None, speed=None)
    plots.all_of(course.read(tmp_path), tmp_path)
    assert drawn == {"score": [70], "utilization": [0.5], "speed": [1.0]}


def test_what_was_withdrawn_leaves_the_class(tmp_path):
    for name in "abc":
        put(tmp_path, name)
    course.keep_setting(tmp_path, SETTING, ["a", "c"])
    done = grade("collect", tmp_path)
    assert done.returncode == 0 and "b is not among the submissions any more" in done.stderr
    assert list(table(tmp_path)) == ["a", "c"]
    assert (tmp_path / "withdrawn" / "b" / "report.txt").exists()


def test_collect_says_who_is_not_graded_yet(tmp_path):
    put(tmp_path, "a")
    course.keep_setting(tmp_path, None, ["a", "b"])
    done = grade("collect", tmp_path)
    assert done.returncode == 1 and "b: not graded yet" in done.stderr


def test_the_roster_gives_everyone_a_row(tmp_path):
    out = tmp_path / "out"
    for name in ("1001", "1002_late mm", "10021", "guest"):
        put(out, name)
    people = tmp_path / "roster.csv"
    people.write_text("\ufeffid,name,late days\n1001,Ada,0\n1002,\"Lovelace, B\",2\n10021,Cy\n1004,=D\n")
    assert grade("collect", out, "--roster", people).returncode == 0
    rows = table(out)
    assert {name: row["id"] for name, row in rows.items()} == {
        "1001": "1001", "1002_late mm": "1002", "10021": "10021", "1004": "1004", "guest": "not on the roster"}
    assert (rows["1002_late mm"]["person"], rows["1002_late mm"]["late"]) == ("Lovelace, B", "2")
    assert (rows["1004"]["verdict"], rows["1004"]["person"]) == ("nothing handed in", "'=D")


@pytest.mark.parametrize("text, said", [("1,a\n1,b\n", ":2: 1 is there twice"), ("", "nobody"),
                                        ("1,a,2,3\n", ":1: a line is id, name, late days")])
def test_a_wrong_roster_is_one_sentence(tmp_path, text, said):
    (tmp_path / "roster").write_text(text)
    with pytest.raises(UserError, match=said):
        roster.read(tmp_path / "roster")


def test_two_runs_side_by_side(tmp_path):
    put(tmp_path / "old", "a", 40)
    put(tmp_path / "new", "a", 50, setting={**SETTING, "machine": "m2"})
    put(tmp_path / "new", "b", 50, setting={**SETTING, "machine": "m2"})
    done = grade("collect", tmp_path / "new", "--compare", tmp_path / "old")
    assert done.returncode == 0
    rows = table(tmp_path / "new")
    assert (rows["a"]["before"], rows["a"]["change"], rows["b"]["before"]) == ("40", "10", "new")
    assert "The earlier run had another machine." in (tmp_path / "new" / "class.html").read_text()
    with pytest.raises(UserError, match="no results"):
        earlier.fill([], tmp_path)


def test_the_page_to_show_has_aliases_and_ties_and_nothing_private(tmp_path):
    for name, score in (("anna", 80), ("ben", 79), ("cleo", 50), ("dora", 90)):
        put(tmp_path, name, score, message=f"secret of {name}")
    (tmp_path / "aliases").write_text("anna,Tiger\nben,\"Lion <3\"\ncleo,Bear\n")
    traces = tmp_path.parent / f"{tmp_path.name}-traces"
    traces.mkdir()
    (traces / "one.rep").write_text("1\n2\n3\n300\na 0 100\nf 0\na 1 200\n")
    course.keep_setting(tmp_path, {**SETTING, "folder": str(traces)}, course.entries(tmp_path))
    assert grade("page", tmp_path, "--aliases", tmp_path / "aliases").returncode == 0
    page = (tmp_path / "page.html").read_text()
    assert page.index("Tiger") < page.index("Lion &lt;3") < page.index("Bear")
    assert "no allocator can exceed a utilization of 100.0 %" in page
    assert page.count("<td class=n>1=</td>") == 2 and "<td class=n>3</td>" in page
    for private in ("anna", "ben", "cleo", "dora", "secret", "m1"):
        assert private not in page


def test_an_alias_is_one_persons(tmp_path):
    (tmp_path / "aliases").write_text("anna,Tiger\nben,Tiger\n")
    with pytest.raises(UserError, match="aliases:2: the alias Tiger is there twice"):
        board.aliases(tmp_path / "aliases")


def test_the_bundle_has_each_students_page(tmp_path):
    put(tmp_path, "a")
    put(tmp_path, "two\nlines")
    assert grade("bundle", tmp_path, tmp_path / "x.zip").returncode == 0
    assert sorted(zipfile.ZipFile(tmp_path / "x.zip").namelist()) == [
        "a/build.log", "a/report.txt", r"two\x0alines/build.log", r"two\x0alines/report.txt"]


def test_a_full_disk_leaves_what_was_there(tmp_path):
    put(tmp_path, "a", 50)
    before = (tmp_path / "a" / "result.json").read_bytes()
    with pytest.raises(OSError):
        stored.replace("/dev/full/x", "text")
    blocked = tmp_path / "a" / "result.json.new"
    blocked.mkdir()
    with pytest.raises(OSError):
        stored.replace(str(tmp_path / "a" / "result.json"), "text")
    assert (tmp_path / "a" / "result.json").read_bytes() == before
    assert json.loads(before)["score"] == 50
