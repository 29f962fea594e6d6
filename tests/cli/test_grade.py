"""A class is graded, safely."""

import csv
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import MUSL, wants_apart

LAB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(LAB, "tools"), os.path.join(LAB, "tests", "submissions")]
import generate
import test_broken
from grading import checker, confine, family, fitting, lock, names, private, replay, student, submissions, vary
from grading import lab as labs

GRADE = [sys.executable, os.path.join(LAB, "tools", "grade.py")]
WALLS = confine.available() is None
confined = pytest.mark.skipif(not WALLS, reason="bubblewrap cannot run here")
long = pytest.mark.long


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """Some small traces, published, and a hidden one."""
    top = tmp_path_factory.mktemp("traces")
    for folder, names in (("few", ["short1", "binary"]), ("hidden", ["short2"])):
        (top / folder).mkdir()
        for name in names:
            shutil.copy(f"{LAB}/traces/{name}.rep", top / folder)
    return top


def options(few, *more, apart=False):
    """Apart, as it is by default, only where that matters: it takes several times as long. Under
    musl there is none."""
    given = ["--published", few / "few", "--timeout", "2", "--varied", "1", *more]
    return [str(word) for word in given] + ([] if WALLS else ["--unconfined"]) + ([] if apart and not MUSL else ["--direct"])


def grade(*words):
    return subprocess.run([*GRADE, *map(str, words)], capture_output=True, text=True, timeout=600)


def table(results):
    with open(results / "class.csv", newline="", encoding="utf-8") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def stable(results):
    """What of a class does not depend on time."""
    return {name: (row["verdict"], row["utilization"], row["valid"], row["message"])
            for name, row in table(results).items()}


def put(folder, **sources):
    folder.mkdir(exist_ok=True, parents=True)
    for name, text in sources.items():
        (folder / f"{name}.c").write_text(text)


def check_class(tmp_path, few, column, *more):
    secret = str(few / "hidden" / "short2.rep")
    expected = generate.write(str(tmp_path / "class"), [secret])
    done = grade("run", tmp_path / "class", "--out", tmp_path / "out", "--traces",
                 few / "hidden", *options(few, *more))
    assert done.returncode == 0, done.stderr
    got = {name: row["verdict"] for name, row in table(tmp_path / "out").items()}
    assert got == {names.cell(names.shown(row[0])): row[column] for row in expected}


@confined
@long
def test_a_class_of_eighty_with_the_rules(tmp_path, few):
    check_class(tmp_path, few, 1)
    page = (tmp_path / "out" / "class.html").read_text()
    assert "<h1>80 submissions</h1>" in page


@confined
@long
@pytest.mark.longest
def test_a_class_of_eighty_with_the_confinement_alone(tmp_path, few):
    check_class(tmp_path, few, 2, "--no-rules")


HARMLESS = ["good-16", "leak", "crash-null", "null", "fork-bomb", "raw-exit", "constructor",
            "globals", "syntax", "missing-header", "uses-malloc"]


def test_each_kind_has_its_verdict(tmp_path, few):
    wanted = {}
    for name, verdict, _, text in generate.sources(["/etc/passwd"]):
        if name in HARMLESS:
            put(tmp_path / "class", **{name: text})
            wanted[name] = verdict
    done = grade("run", tmp_path / "class", "--out", tmp_path / "out", *options(few, apart=True))
    assert done.returncode == 0, done.stderr
    assert {name: row["verdict"] for name, row in table(tmp_path / "out").items()} == wanted
    assert table(tmp_path / "out")["raw-exit"]["message"].startswith("syscalls: mm_init")
    for name in wanted:
        files = set(os.listdir(tmp_path / "out" / name))
        assert {"result.json", "report.txt", "build.log", "traces.tsv"} <= files


@wants_apart
@confined
def test_the_confinement_holds_without_the_rules(tmp_path, few):
    secret = str(few / "hidden" / "short2.rep")
    spies = {"opens-secret", "writes-outside", "reads-descriptors", "parent-descriptors",
             "traces-parent", "connects", "writes-descriptors"}
    for name, _, verdict, text in generate.sources([secret]):
        if name in spies:
            assert verdict == "valid"
            put(tmp_path / "class", **{name: text.replace("@SECRET@", secret)})
    grade("run", tmp_path / "class", "--out", tmp_path / "out", "--no-rules",
          "--traces", few / "hidden", *options(few, apart=True))
    rows = table(tmp_path / "out")
    assert {name: row["verdict"] for name, row in rows.items()} == dict.fromkeys(spies, "valid")


@confined
@long
@pytest.mark.longest
@pytest.mark.parametrize("trace", sorted(trace for trace in set(map(test_broken.trace_of, test_broken.BROKEN))
                                         if not trace.startswith("traces/edge")))    # they give no score alone
def test_a_class_of_what_is_broken_scores_nothing(tmp_path, trace):
    """The forgeries among them, too; those that only try to do harm gain nothing by it."""
    sources = {name: Path(LAB, "tests", "broken", f"{name}.c").read_text()
               for name in test_broken.BROKEN if test_broken.trace_of(name) == trace}
    names = [name for name in sources if '"alloc/' not in sources[name]]    # which graders do not have
    for name in names:
        put(tmp_path / "class" / name, mm=sources[name])
        shutil.copy(f"{LAB}/tests/broken/base.h", tmp_path / "class" / name)
    (tmp_path / "zoo").mkdir()
    shutil.copy(f"{LAB}/{trace}", tmp_path / "zoo")
    done = grade("run", tmp_path / "class", "--out", tmp_path / "out", "--no-rules",
                 "--published", tmp_path / "zoo", "--varied", "0", "--timeout", "5")
    assert done.returncode in (0, 1), done.stderr    # 1: beside others, a speed is too noisy
    rows = table(tmp_path / "out")
    for name in names:
        caught = test_broken.expectation(name) != "valid" and not test_broken.options(name)
        assert (float(rows[name]["score"]) == 0) == caught, rows[name]
    assert len({row["utilization"] for row in rows.values() if row["verdict"] == "valid"}) == (
        "valid" in map(test_broken.expectation, names))


def test_a_class_graded_is_as_each_alone(tmp_path, few, lab):
    put(tmp_path / "class", one=generate.source(), two=generate.source(grain=48))
    grade("run", tmp_path / "class", "--out", tmp_path / "out", *options(few))
    for name, row in table(tmp_path / "out").items():
        lab.run("make", "-s", f"build/alone-{name}.so", f"MM={tmp_path}/class/{name}.c")
        alone = tmp_path / f"{name}.tsv"
        lab.mdriver("-c", "-a", f"build/alone-{name}.so", "-t", few / "few", "--tsv", alone)
        counted = [float(line["utilization"]) for line in lab.results(alone)
                   if line["weight"] in "12"]
        assert float(row["utilization"]) == pytest.approx(sum(counted) / len(counted), abs=1e-6)
        os.remove(f"{LAB}/build/alone-{name}.so")


def test_stopped_and_resumed_is_the_same(tmp_path, few):
    put(tmp_path / "class", **{f"s{i}": generate.source(grain=16 * (i % 3 + 1)) for i in range(6)})
    command = ["run", tmp_path / "class", "--out"]
    grade(*command, tmp_path / "whole", *options(few))
    process = subprocess.Popen([*GRADE, *map(str, command), str(tmp_path / "half"),
                                *options(few)], stderr=subprocess.PIPE, text=True)
    while not (tmp_path / "half" / "s1" / "result.json").exists():
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    assert "--resume" in process.communicate(timeout=20)[1]
    assert process.returncode == 130
    some = stable(tmp_path / "half")
    assert 0 < len(some) < 6
    when = (tmp_path / "half" / "s1" / "result.json").stat().st_mtime_ns
    again = grade(*command, tmp_path / "half", "--resume", *options(few))
    assert again.returncode == 0
    assert (tmp_path / "half" / "s1" / "result.json").stat().st_mtime_ns == when
    assert stable(tmp_path / "half") == stable(tmp_path / "whole")


def test_what_is_timed_alone_waits_for_what_replays(tmp_path, monkeypatch):
    monkeypatch.setattr(private, "base", lambda: str(tmp_path))
    with lock.beside(), lock.beside(), lock.timing():
        pass    # they do not disturb each other
    timed = threading.Event()

    def time_alone():
        with lock.timing(alone=True):
            timed.set()

    with lock.beside():
        waits = threading.Thread(target=time_alone)
        waits.start()
        assert not timed.wait(0.3)
    assert timed.wait(10)
    waits.join()


def test_resume_grades_what_has_changed(tmp_path, few):
    put(tmp_path / "class", same=generate.source(), other=generate.source())
    command = ["run", tmp_path / "class", "--out", tmp_path / "out", *options(few)]
    grade(*command)
    assert grade(*command).returncode == 2
    put(tmp_path / "class", other="int nothing here")
    assert grade(*command, "--resume").returncode == 0
    rows = table(tmp_path / "out")
    assert (rows["same"]["verdict"], rows["other"]["verdict"]) == ("valid", "compile")


def test_a_noisy_speed_is_measured_again(monkeypatch, few):
    noisy = iter([True, False, True])
    monkeypatch.setattr(replay, "run", lambda *_: replay.Replays([], "", next(noisy), 1.0))
    one = student.Grading(submissions.Submission("x", []), SimpleNamespace(apart=False), SimpleNamespace(budget=9, setting={}), None)
    one.how = SimpleNamespace(m32=False)
    assert one.time_alone([], []).noisy is False
    assert next(noisy) is True


def test_resume_grades_anew_what_was_noisy(tmp_path, few):
    put(tmp_path / "class", a=generate.source(), b=generate.source())
    command = ["run", tmp_path / "class", "--out", tmp_path / "out", *options(few)]
    grade(*command)
    files = [tmp_path / "out" / name / "result.json" for name in "ab"]
    result = json.loads(files[0].read_text())
    files[0].write_text(json.dumps({**result, "noisy": True, "score": 1}))
    when = files[1].stat().st_mtime_ns
    assert grade(*command, "--resume").returncode == 0
    assert json.loads(files[0].read_text())["score"] > 1
    assert files[1].stat().st_mtime_ns == when


def row(trace, valid, group="published"):
    return {"trace": trace, "valid": valid, "group": group, "message": "" if valid else "it failed"}


def test_what_has_failed_once_has_failed(monkeypatch):
    """In whichever run, an earlier one that came to no grade included."""
    runs = iter([[row("a", True), row("b", False), row("c", True)], [row("a", True), row("b", True), row("c", True)]])
    monkeypatch.setattr(replay, "run", lambda *_: replay.Replays(next(runs), "", False, 1.0))
    one = student.Grading(submissions.Submission("x", []), SimpleNamespace(apart=False), SimpleNamespace(budget=9, setting={}), None,
                          [row("c", False), row("a", False, "hidden")])
    one.how = SimpleNamespace(m32=False)
    for replayed in (one.replay([]), one.time_alone([], [])):
        assert [found["valid"] for found in replayed.rows] == [True, False, False]


@pytest.mark.parametrize("again", [True, False])
def test_what_did_not_return_once_is_tried_again(monkeypatch, again):
    hung = {**row("b", False), "message": "malloc: did not return within 5 seconds"}
    runs = iter([[row("a", True), hung], [row("b", True) if again else hung]])
    monkeypatch.setattr(replay, "run", lambda *_: replay.Replays(next(runs), "", False, 1.0))
    one = student.Grading(submissions.Submission("x", []), SimpleNamespace(apart=False), SimpleNamespace(budget=9, setting={}), None)
    one.how = SimpleNamespace(m32=False)
    if again:
        with pytest.raises(labs.Broken, match="a request did not return in one run and did in another, .* b: malloc: did not return"):
            one.replay(["a", "b"])
    else:
        assert one.replay(["a", "b"]).rows[1] == hung
    assert next(runs, None) is None


@pytest.mark.parametrize("what, other, said", [
    ("heap", 48.0, "the heap has 64 bytes in one run and 48 in another"),
    ("answers", "beef", "payloads are elsewhere in another run")])
def test_two_runs_agree(what, other, said):
    one = {**row("a", True), "heap": 64.0, "peak": 40.0, "answers": "cafe"}
    student.agree([one], [dict(one)])
    with pytest.raises(replay.Failure, match=said):
        student.agree([one], [{**one, what: other}])


def test_resume_remembers_what_failed(tmp_path, few):
    put(tmp_path / "class", a=generate.source())
    command = ["run", tmp_path / "class", "--out", tmp_path / "out", *options(few, "--varied", "0")]
    grade(*command)
    path = tmp_path / "out" / "a" / "result.json"
    result = json.loads(path.read_text())
    rows = [{**result["rows"][0], "valid": False, "message": "it failed then"}, *result["rows"][1:]]
    path.write_text(json.dumps({**result, "rows": rows, "noisy": True}))
    assert grade(*command, "--resume").returncode == 0
    found = table(tmp_path / "out")["a"]
    assert found["verdict"] == "invalid" and found["message"].endswith(": it failed then")


def test_what_it_prints_is_shown_as_its_own_words(tmp_path, few):
    said = 'printf("mm: all is well\\nscore = 100\\nallocator  valid\\n\\033[2J%0999d\\n", 0); fflush(stdout);'
    put(tmp_path / "class", says=generate.source(prepare=said, includes="#include <stdio.h>", before="if (n == 100) return NULL;"))
    grade("run", tmp_path / "class", "--out", tmp_path / "out", *options(few, "--varied", "0", apart=True))
    lines = (tmp_path / "out" / "says" / "report.txt").read_text().splitlines()
    assert "\033" not in "".join(lines) and max(map(len, lines)) < 500
    for words in ("all is well", "score = 100", "allocator  valid", "[2J"):
        found = [line for line in lines if words in line]
        assert found and all(line.startswith("mm| ") for line in found), words


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_what_cannot_be_read_is_a_row(tmp_path):
    put(tmp_path, closed="int x")
    os.chmod(tmp_path / "closed.c", 0)
    shutil.copytree(f"{LAB}/tools", tmp_path / "tools")    # the lab itself may lie where others cannot read
    script = f"""import sys; sys.path[:0] = ["{tmp_path}/tools"]
from types import SimpleNamespace
from grading import student, submissions
one = submissions.Submission("closed", ["closed.c"])
print(student.grade(one, None, SimpleNamespace(budget=9, setting=None))["verdict"])"""
    for folder in [tmp_path, *tmp_path.parents]:
        if folder == pathlib.Path(tempfile.gettempdir()):
            break
        os.chmod(folder, 0o755)
    done = subprocess.run(["setpriv", "--reuid=65534", "--clear-groups", sys.executable, "-c", script],
                          cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == "wrong file\n", done.stderr


@pytest.mark.parametrize("which", ["champion,explicit-lifo,explicit-best",
                                   pytest.param("all", marks=(long, pytest.mark.longest))])
def test_no_reference_variant_fits_the_traces(tmp_path, lab, which):
    """All of them in one run of the driver, on the traces of the lab and on varied ones."""
    names = [name for name in sorted(os.listdir(f"{LAB}/traces")) if name.endswith(".rep")]
    seeds = "789" if which == "all" else "7"
    for seed in seeds:
        vary.write_folder([f"{LAB}/traces/{name}" for name in names], seed, str(tmp_path / seed))
    rows = {}
    folders = [("published", f"{LAB}/traces")] + [("varied", tmp_path / seed) for seed in seeds]
    for group, folder in folders:
        lab.mdriver("-c", "-a", which, "-t", folder, "--tsv", tmp_path / "t.tsv", timeout=3000)
        for row in lab.results(tmp_path / "t.tsv"):
            if row["weight"] == "4":    # an edge trace: there are no varied ones
                continue
            trace = replay.Trace(f"{folder}/{row['trace']}.rep", group)
            rows.setdefault((row["allocator"], group), []).append(replay.read_row(row, trace))
    names = {name for name, _ in rows}
    assert len(names) >= 3
    moved = [(rows[name, "published"], rows[name, "varied"]) for name in names & set(family.MEMBERS)]
    for name in names:
        assert fitting.compare(rows[name, "published"], rows[name, "varied"], 0.02, lambda: moved) == [], name


def row_of(trace, utilization, group):
    return {"trace": trace, "group": group, "weight": 1, "valid": True, "utilization": utilization}


@pytest.mark.parametrize("published, varied, said", [
    ((0.9, 0.5), (0.5, 0.95), ["recognises traces? one: utilization 90.0 % as published, 50.0 % varied;"]),
    ((0.9, 0.5), (0.5, 0.5), ["recognises traces? utilization 70.0 % on the published ones, 50.0 % on varied ones;",
                              "one: utilization 90.0 %"]),
    ((0.5, 0.6), (0.6, 0.5), [])])
def test_the_sentence_says_what_falls(published, varied, said):
    rows = [[row_of(name, value, group) for name, value in zip(("one", "two"), values)]
            for group, values in (("published", published), ("varied", varied))]
    found = fitting.compare(*rows, 0.02)
    assert len(found) == len(said) and all(text.startswith(start) for text, start in zip(found, said)), found


def test_varied_traces_have_other_sizes_for_the_same_work():
    text = "1\n3\n8\n300\na 0 100\nc 1 9\nr 0 200\na 2 100\nf -1\nf 0\nf 1\nf 2\n"
    assert vary.varied(text, 1) == vary.varied(text, 1) != vary.varied(text, 2)
    for seed in range(20):
        _, ids, work = vary.requests(vary.varied(text, seed))
        own = work[-8:]
        assert sorted(letter for letter, _, _ in own) == sorted("acraffff")
        size = {letter: [n for other, _, n in own if other == letter] for letter in "acr"}
        assert len(size["a"]) == 2 and len(set(size["a"])) == 1
        assert all(abs(new - old) >= 16 for new, old in zip((*size["a"], *size["c"], *size["r"]), (100, 100, 9, 200)))
        assert max(name for _, name, _ in work) < ids


KNOWING = """#include "mm.h"
#include "memlib.h"
#include <string.h>
static const unsigned sizes[] = { @SIZES@ }, at[] = { @PLACES@ };
static unsigned next;
static int knows;
int mm_init(void) { next = 0; knows = -1; return 0; }
void *mm_malloc(size_t n)
{
    if (knows < 0 && (knows = n == sizes[0])) mem_sbrk(@HEAP@);
    if (knows && next < sizeof sizes / sizeof *sizes && n == sizes[next]) return (char *)mem_heap_lo() + at[next++];
    if (n == 0 || n > (size_t)-1 / 4) return NULL;
    size_t *p = mem_sbrk((long)((n + 31) / 16 * 16));
    if (p == (void *)-1) return NULL;
    return *p = n, p + 2;
}
void mm_free(void *p) { (void)p; }
void *mm_realloc(void *p, size_t n)
{
    void *q = mm_malloc(n);
    if (q && p) memcpy(q, p, n < ((size_t *)p)[-2] ? n : ((size_t *)p)[-2]);
    return q;
}
void *mm_calloc(size_t c, size_t n) { void *p = n && c > (size_t)-1 / n ? NULL : mm_malloc(c * n); return p ? memset(p, 0, c * n) : p; }
bool mm_checkheap(int line) { return line >= 0; }
"""


def knowing(path):
    """A submission that knows a trace: where each of its blocks goes, by the sizes that it sees.
    Of others it only takes the heap's end. Small blocks lie below, large ones above them."""
    _, _, work = vary.requests(Path(path).read_text())
    small = sum(-(-n // 16) * 16 for letter, _, n in work if letter == "a" and n < 100)
    large, low, high, most, found, places = {}, 0, small, small, [], []
    for letter, name, n in work:
        if letter == "f":
            large.pop(name)
            high = high if any(large.values()) else small
            continue
        large[name] = n >= 100
        found.append(n)
        places.append(high if large[name] else low)
        low, high = (low, high + -(-n // 16) * 16) if large[name] else (low + -(-n // 16) * 16, high)
        most = max(most, high)
    return (KNOWING.replace("@SIZES@", ", ".join(map(str, found))).replace("@PLACES@", ", ".join(map(str, places)))
            .replace("@HEAP@", str(most)))


def test_what_knows_a_published_trace_is_flagged(tmp_path, few):
    """By one special size, or by a table of all its answers."""
    special = generate.source(before="if (n == 486) n = 552;")
    put(tmp_path / "class", special=special, knows=knowing(f"{LAB}/traces/binary.rep"), honest=generate.source())
    grade("run", tmp_path / "class", "--out", tmp_path / "out", *options(few, "--varied", "2"))
    rows = table(tmp_path / "out")
    assert rows["knows"]["verdict"] == "valid" and float(rows["knows"]["utilization"]) > 0.9
    assert rows["honest"]["fits"] == ""
    for name in ("special", "knows"):
        assert rows[name]["fits"].startswith("recognises traces? utilization ")
        assert "binary: utilization" in (tmp_path / "out" / name / "report.txt").read_text()
    assert "recognises traces?" in (tmp_path / "out" / "class.html").read_text()
    sets = {name: (tmp_path / "out" / name / "traces.tsv").read_text().count("varied\tbinary") for name in rows}
    assert sets == {"knows": 2, "special": 2, "honest": 1}    # the honest one has nothing to clear


def test_plan_and_collect(tmp_path, few):
    odd = "it's odd; $x\ntouch injected"
    put(tmp_path / "class", **{"a": generate.source(), "b": "int x", odd: "int y"})
    plan = grade("plan", tmp_path / "class", "--out", tmp_path / "out", *options(few))
    commands = plan.stdout.splitlines()
    assert len(commands) == 3
    for command in commands:
        assert subprocess.run(["sh", "-c", command], cwd=tmp_path).returncode == 0
    assert not (tmp_path / "injected").exists()
    assert grade("collect", tmp_path / "out").returncode == 0
    assert {name: row["verdict"] for name, row in table(tmp_path / "out").items()} == {
        "a": "valid", "b": "compile", names.shown(odd): "compile"}


@pytest.mark.skipif(not shutil.which("parallel"), reason="GNU parallel is not installed")
def test_with_gnu_parallel_and_two_hosts(tmp_path, few):
    put(tmp_path / "class", **{f"s{i}": generate.source(grain=16 * (i + 1)) for i in range(3)})
    plan = grade("plan", tmp_path / "class", "--out", tmp_path / "out", *options(few))
    for _ in range(2):    # the second time there is nothing left to do
        subprocess.run(["parallel", "--sshlogin", "1/:,1/:", "--joblog", tmp_path / "log",
                        "--resume"], input=plan.stdout, text=True, check=True,
                       env={**os.environ, "HOME": str(tmp_path)}, capture_output=True)
    assert len((tmp_path / "log").read_text().splitlines()) == 4
    grade("collect", tmp_path / "out")
    assert all(row["verdict"] == "valid" for row in table(tmp_path / "out").values())


@pytest.mark.parametrize("words, status, said", [
    (["run", "/nowhere", "--out", "OUT"], 2, "/nowhere: No such file"),
    (["one", "/nowhere/x.c", "--out", "OUT"], 2, "/nowhere: No such file"),
    (["collect", "/nowhere"], 2, "/nowhere: No such file"),
    (["run", "CLASS", "--out", "CLASS/out"], 2, "different folders"),
    (["run", "CLASS", "--out", "OUT", "--traces", "CLASS"], 2, "there is no .rep file"),
    (["run", "OUT", "--out", "OUT"], 2, "No such file"),
    (["run", "CLASS", "--out", "OUT", "--score", "harvard"], 2, "--score wants lab, "),
    (["run", "CLASS", "--out", "OUT", "--compat", "cmu-1066"], 2, "no handout 'cmu-1066'"),
    (["run", "CLASS", "--out", "OUT", "--cc", "nocc"], 2, "no compiler 'nocc'"),
    (["run", "CLASS", "--out", "OUT", "--varied", "400"], 2, "900 at most"),
    (["run", "CLASS", "--out", "OUT", "--roster", "UNTIMED/untimed.rep"], 2, "untimed.rep:3: 1 is there twice"),
    (["bundle", "OUT", "OUT/x.zip"], 2, "No such file"),
    (["run", "CLASS", "--out", "OUT", "--published", "UNTIMED"], 2, "no trace counts for speed"),
    (["run", "CLASS", "--out", "OUT", "--traces", "WRONG"], 2, "wrong.rep:6: id 3 is out of range"),
])
def test_mistakes_are_one_sentence(tmp_path, few, words, status, said):
    put(tmp_path / "class", a="int x")
    for name, text in (("untimed", "2\n1\n1\n9\na 0 9\n"), ("wrong", "1\n1\n2\n9\na 0 9\nf 3\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.rep").write_text(text)
    for folder in ("out", "class", "untimed", "wrong"):
        words = [word.replace(folder.upper(), str(tmp_path / folder)) for word in words]
    alone = words[0] in ("collect", "bundle")
    done = grade(*words, *[] if WALLS or alone else ["--unconfined"], *["--direct"] if MUSL and not alone else [])
    if words[0] == "run" and words[1] == str(tmp_path / "out"):
        said = "grade: "
    lines = [line for line in done.stderr.splitlines() if not line.startswith("grade: unconfined: ")]
    assert done.returncode == status and said in done.stderr
    assert "Traceback" not in done.stderr and len(lines) == 1


def test_without_bubblewrap_it_refuses(tmp_path, few):
    """A PATH with all that is needed but bubblewrap."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("make", "cc", "gcc", "prlimit", "setpriv", "taskset", "sh", "mkdir", "find"):
        if shutil.which(name):
            (tools / name).symlink_to(shutil.which(name))
    put(tmp_path / "class", a="int x")
    command = [*GRADE, "run", str(tmp_path / "class"), "--out", str(tmp_path / "out"),
               "--published", str(few / "few")]
    done = subprocess.run(command, capture_output=True, text=True, env={"PATH": str(tools)})
    assert done.returncode == 3 and "bwrap is missing" in done.stderr
    assert "--unconfined" in done.stderr


def package(system, out, *more):
    subprocess.run([sys.executable, f"{LAB}/tools/package.py", system, out, *more], check=True)


def test_packages_have_what_their_systems_run(tmp_path, few):
    package("autolab", tmp_path / "lab.tar")
    assert tarfile.open(tmp_path / "lab.tar").getnames() == ["autograde-Makefile", "autograde.tar"]
    package("gradescope", tmp_path / "lab.zip", "--traces", few / "hidden")
    names = zipfile.ZipFile(tmp_path / "lab.zip").namelist()
    assert {"setup.sh", "run_autograder", "hidden/short2.rep", "lab/tools/grade.py"} <= set(names)
    assert not [name for name in names if "/tests/cli" in name or "/build/" in name]


def test_hidden_files_are_no_submission(tmp_path):
    (tmp_path / "one" / ".git").mkdir(parents=True)
    (tmp_path / "one" / ".git" / "mm.c").write_text("int x;")
    with pytest.raises(submissions.Problem, match="the folder is empty"):
        submissions.load(submissions.find(tmp_path)[0])


@long
@pytest.mark.longest
def test_the_autolab_package_runs(tmp_path):
    package("autolab", tmp_path / "lab.tar")
    subprocess.run(["tar", "xf", "lab.tar"], cwd=tmp_path, check=True)
    os.rename(tmp_path / "autograde-Makefile", tmp_path / "Makefile")
    (tmp_path / "mm.c").write_text(generate.source())
    done = subprocess.run(["make", "-s"], cwd=tmp_path, capture_output=True, text=True)
    assert json.loads(done.stdout.splitlines()[-1])["scores"]["mm"] > 10


@long
@pytest.mark.longest
def test_the_gradescope_package_runs(tmp_path):
    package("gradescope", tmp_path / "lab.zip")
    source, handed_in = tmp_path / "source", tmp_path / "submission"
    subprocess.run(["unzip", "-q", "lab.zip", "-d", "source"], cwd=tmp_path, check=True)
    handed_in.mkdir()
    (handed_in / "mm.c").write_text(generate.source())
    subprocess.run([source / "run_autograder"], check=True,
                   env={**os.environ, "AUTOGRADER_ROOT": str(tmp_path)})
    result = json.loads((tmp_path / "results" / "results.json").read_text())
    assert result["score"] > 10 and "valid" in result["output"]


def test_what_exceeds_its_budget_is_told_by_trace_request_and_function(tmp_path, few):
    slow = generate.source(before="for (volatile long i = 0; i < 3000000; i++);")
    put(tmp_path / "class", crawls=slow)
    (tmp_path / "slow").mkdir()
    for name in "abc":
        shutil.copy(few / "few" / "binary.rep", tmp_path / "slow" / f"{name}.rep")
    done = grade("run", tmp_path / "class", "--out", tmp_path / "out", "--budget", "5",
                 *options(few, "--timeout", "3", "--published", tmp_path / "slow"))
    assert done.returncode == 0, done.stderr
    row = table(tmp_path / "out")["crawls"]
    assert row["verdict"] == "limits" and row["score"] == "0.0"
    where = "" if MUSL else r", in mm_malloc, mm\.c:\d+"    # it has no backtrace
    assert re.fullmatch(r"it took more than 5 seconds of the processor: traces/[abc]\.rep:\d+, (malloc|second replay)" + where,
                        row["message"])


def sizes(path):
    return {int(words[2]) for words in map(str.split, path.read_text().splitlines()) if len(words) == 3}


def test_of_hidden_traces_a_student_learns_that_one_failed_and_how(tmp_path, few):
    """No name, no line, no size of it, in any file that is for students."""
    own = max(sizes(few / "hidden" / "short2.rep") - sizes(few / "few" / "binary.rep")
              - sizes(few / "few" / "short1.rep"))
    put(tmp_path / "class", fails=generate.source(before=f"if (n == {own}) __builtin_trap();"))
    grade("run", tmp_path / "class", "--out", tmp_path / "out", "--traces", few / "hidden", *options(few, apart=True))
    row = table(tmp_path / "out")["fails"]
    assert row["verdict"] == "invalid" and row["message"].startswith("short2: malloc: crashed")
    report = (tmp_path / "out" / "fails" / "report.txt").read_text()
    assert "A trace that is not published failed: it crashed.\n" in report
    for secret in ("short2", str(own), "SIGILL"):
        assert secret not in report


def test_one_without_a_folder_prints_the_report(tmp_path, few):
    put(tmp_path, mine=generate.source())
    done = grade("one", tmp_path / "mine.c", *options(few))
    assert done.returncode == 0 and done.stdout.startswith("mine: valid, ")
    assert sorted(os.listdir(tmp_path)) == ["mine.c"]


@long
@pytest.mark.longest
def test_a_mixed_class_is_graded_by_each_handouts_rules(tmp_path, few):
    """Of 2002, as it is and without mm_realloc, of 2015, of this lab, and of none."""
    with open(f"{LAB}/tests/compat/implicit-2002.c", encoding="utf-8") as file:
        old = file.read()
    with open(f"{LAB}/tests/compat/naive-2015.c", encoding="utf-8") as file:
        middle = file.read()
    before, after = old.split("void *mm_realloc")[0], old.split("static int mm_check(void)\n{")[1]
    short = f"#include <stdlib.h>\n{before}static int mm_check(void)\n{{ if (!first) exit(1);{after}"
    put(tmp_path / "class", old=old, short=short, middle=middle, ours=generate.source(), none="int main;")
    grade("run", tmp_path / "class", "--out", tmp_path / "out", "--compat", "auto",
          *options(few, "--varied", "0"))
    rows = table(tmp_path / "out")
    assert rows.pop("none")["message"] == "it defines no mm_init"
    assert {name: row["verdict"] for name, row in rows.items()} == dict.fromkeys(rows, "valid"), rows


def test_points_for_the_checker(tmp_path, few):
    put(tmp_path / "class", blind=generate.source())
    grade("run", tmp_path / "class", "--out", tmp_path / "out", "--checker", "10", *options(few, "--varied", "0"))
    assert table(tmp_path / "out")["blind"]["checker"] == "0.0"
    assert "heap checker: 0.0 points" in (tmp_path / "out" / "blind" / "report.txt").read_text()


@pytest.mark.parametrize("said, points", [
    ("mm: noticed 7 of 7 kinds of damage; content with a sound heap", 10), ("noticed 3 of 6 kinds", 5),
    ("mm: noticed 0 kinds of damage: a checker that is not content with a sound heap", 0), ("", 0)])
def test_the_checkers_points_are_shared_by_kinds(said, points):
    assert checker.points(said, 10) == points
