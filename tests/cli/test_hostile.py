"""Hostile submissions: no trick makes a point, and none harms the others (tests/hostile/)."""

import glob
import json
import os
import re
import shutil
import sys

import pytest
from conftest import wants_apart

LAB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HERE = os.path.join(LAB, "tests", "hostile")
sys.path[:0] = [os.path.join(LAB, "tools"), HERE]
import elf
import pairs
import rules
from grading import confine



def text_of(name):
    """Of the first comment, in one line."""
    with open(f"{HERE}/{name}.c", encoding="ascii") as file:
        return " ".join(file.read().split("*/")[0].replace("\n *", " ").split())


NAMES = [name for name in sorted(os.path.basename(path)[:-2] for path in glob.glob(f"{HERE}/*.c"))
         if " ends: " in text_of(name)]    # of the others another test knows how they end
LIMIT = 0.5    # points above what the honest part earns
SECRET = 31337    # a size of the hidden trace alone


def head(name):
    """What its first comment says: what it does, what it would gain, how it must end."""
    return re.fullmatch(rf"/\* {name}\.c - (.+) Gains: (.+) ends: (.+)", text_of(name)).groups()


def ends(name):
    """Is it refused by the rules; and how may it end where it runs all the same?"""
    words = head(name)[2]
    assert re.fullmatch(r"(rules; then )?(honest|invalid|honest or invalid)", words)
    return words.startswith("rules"), words.removeprefix("rules; then ").split(" or ")


def short_trace(folder):
    path = folder / "pairs.rep"
    path.write_text("\n".join(["1", str(3 * pairs.PAIRS + 2), str(len(list(pairs.requests()))), "0",
                               *pairs.requests(), ""]))
    return path


@pytest.fixture(scope="module")
def built(lab):
    assert lab.run("make", "-s", "-j2", "hostile").returncode == 0
    return {name: f"build/hostile/{name}.so" for name in NAMES}


def test_the_page_lists_them_all():
    with open(f"{HERE}/README.md", encoding="utf-8") as file:
        rows = re.findall(r"^\| `([\w-]+)` \| .* \| (.*) \|$", file.read(), re.M)
    assert rows == [(name, head(name)[2]) for name in NAMES]


def test_the_rules_refuse_what_they_can_see(built):
    for name, path in built.items():
        said = [line for line in rules.check(elf.Object(f"{LAB}/{path}"), 128, False) if not line.startswith("note: ")]
        assert bool(said) == ends(name)[0], (name, said)


@pytest.fixture(scope="module")
def rows(lab, built, tmp_path_factory):
    """Of a run of all: the honest one comes last, when all the others have had their turn."""
    folder = tmp_path_factory.mktemp("hostile")
    order = [*(built[name] for name in NAMES if name != "honest"), built["honest"]]
    lab.mdriver("-c", "--apart", "-s", "3", "-a", ",".join(order), "-f", short_trace(folder), "--tsv", folder / "t.tsv")
    left = [path for path in glob.glob("/proc/[0-9]*/cmdline") if str(folder).encode() in read(path)]
    assert not left, "a process is still there"
    return {row["allocator"]: row for row in lab.results(folder / "t.tsv")}


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


@wants_apart
@pytest.mark.parametrize("name", NAMES)
def test_each_ends_as_it_must(rows, name):
    how = "honest" if rows[name]["valid"] == "1" else "invalid"
    assert how in ends(name)[1], rows[name]["message"]
    if how == "honest":
        assert rows[name]["utilization"] == rows["honest"]["utilization"]
    assert rows["honest"]["valid"] == "1"


def graded(tmp_path, lab, which):
    """The class's rows: each of these submissions a folder with its helpers."""
    for name in which:
        folder = tmp_path / "class" / name
        folder.mkdir(parents=True)
        shutil.copy(f"{HERE}/{name}.c", folder / "mm.c")
        for helper in ("honest.h", "replaying.h"):
            shutil.copy(f"{HERE}/{helper}", folder)
    for group in ("published", "hidden"):
        (tmp_path / group).mkdir()
    text = short_trace(tmp_path / "published").read_text()
    (tmp_path / "hidden" / "hidden.rep").write_text(text.replace(" 600\n", f" {SECRET}\n").replace(" 512\n", f" {SECRET + 1}\n"))
    walls = [] if confine.available() is None else ["--unconfined"]
    lab.run(sys.executable, "tools/grade.py", "run", tmp_path / "class", "--out", tmp_path / "out", "--no-rules",
            "--published", tmp_path / "published", "--traces", tmp_path / "hidden", "--varied", "0", *walls, timeout=1500)
    return {name: json.loads((tmp_path / "out" / name / "result.json").read_text()) for name in which}


def bounds(result):
    """Between which points its score is."""
    half = (result["interval"] or 0) / 2
    return result["score"] - half, result["score"] + half


@wants_apart
@pytest.mark.long
@pytest.mark.longest
def test_none_gains_and_none_tells_a_hidden_trace(tmp_path, lab):
    found = graded(tmp_path, lab, NAMES)
    least, most = bounds(found["honest"])
    assert least > 10
    for name in NAMES:
        assert found[name]["verdict"] in ("valid", "invalid", "limits", "stopped", "tampered"), found[name]["message"]
        assert bounds(found[name])[0] <= most + LIMIT, name
        report = (tmp_path / "out" / name / "report.txt").read_text()
        assert str(SECRET) not in report and str(SECRET + 1) not in report
        assert "\033" not in report
