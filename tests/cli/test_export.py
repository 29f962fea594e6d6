"""The graders' formats: each valid by its schema, whatever the run was."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as xml

import jsonschema
import pytest

LAB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXPORT = [sys.executable, os.path.join(LAB, "tools", "export.py")]
COLUMNS = ("allocator trace weight valid utilization peak heap requests seconds kops "
           "ratio ratio_lo ratio_hi line message").split()
GOOD = "{} cc1 1 1 0.800000 800 1000 50 0.000001000 50000.0 0.9000 0.8900 0.9100 - -"
BAD = "{} git 1 0 - 800 - 50 - - - - - 17 payload <is> \"overwritten\" & 'lost' \u00e9\\"
FILES = {"json": "lab", "gradescope": "gradescope", "classroom": "classroom", "classroom50": "classroom50"}


def table(folder, *rows, name="mm"):
    lines = ["\t".join(COLUMNS)]
    for row in rows:
        fields = row.split(" ", len(COLUMNS) - 1)
        fields[0] = name
        lines.append("\t".join(fields))
    path = folder / "results.tsv"
    path.write_text("\n".join(lines) + "\n")
    return str(path)


def outputs(folder):
    names = [*FILES, "junit"]
    return ["--autolab"] + [word for n in names for word in (f"--{n}", str(folder / n))]


def check(form, document):
    with open(os.path.join(LAB, "tests", "schema", f"{form}.json")) as file:
        jsonschema.validate(document, json.load(file))
    return document


def as_lists(element):
    return [element.tag, dict(element.attrib), [as_lists(child) for child in element]]


def read_all(folder):
    """Every file, checked against its schema."""
    read = {name: check(form, json.loads((folder / name).read_text()))
            for name, form in FILES.items()}
    read["junit"] = check("junit", as_lists(xml.parse(folder / "junit").getroot()))
    return read


def run(folder, *arguments):
    done = subprocess.run([*EXPORT, *outputs(folder), *arguments], text=True,
                          capture_output=True, check=False)
    lines = done.stdout.splitlines()
    done.autolab = check("autolab", json.loads(lines[-1])) if lines else None
    return done


def test_a_good_run(tmp_path):
    done = run(tmp_path, table(tmp_path, GOOD))
    read = read_all(tmp_path)
    assert done.returncode == 0
    assert done.autolab == {"scores": {"mm": 76.8}, "scoreboard": [76.8, 80.0, 0.9]}
    assert read["json"]["status"] == "complete"
    assert read["json"]["allocators"][0]["score"] == pytest.approx(76.8)
    assert read["gradescope"]["score"] == 76.8
    assert read["classroom"]["status"] == "pass"
    assert sum(test["score"] for test in read["classroom"]["tests"]) == 76.8


def test_a_failing_trace_counts_zero_and_says_why(tmp_path):
    done = run(tmp_path, table(tmp_path, GOOD, BAD))
    read = read_all(tmp_path)
    assert done.autolab["scores"] == {"mm": 31.2}
    assert read["gradescope"]["tests"][1]["status"] == "failed"
    assert "line 17: payload <is> \"overwritten\"" in read["gradescope"]["tests"][1]["output"]
    assert read["classroom"]["status"] == "fail"
    assert read["junit"][2][0][1]["failures"] == "1"


@pytest.mark.parametrize("name", ['a"b\\c', "x<y>&'z'", "caf\u00e9 \u2713", "}]},"])
def test_a_name_that_needs_escaping(tmp_path, name):
    done = run(tmp_path, table(tmp_path, GOOD, BAD, name=name))
    read = read_all(tmp_path)
    assert list(done.autolab["scores"]) == [name]
    assert read["json"]["allocators"][0]["name"] == name
    assert read["junit"][2][0][1]["name"] == name


def test_points_and_problem(tmp_path):
    done = run(tmp_path, "--points", "50", "--problem", "Malloc", table(tmp_path, GOOD))
    assert done.autolab["scores"] == {"Malloc": 38.4}
    assert read_all(tmp_path)["classroom"]["max_score"] == 50


def driver(folder, script):
    """A stand-in for mdriver, which is called with --tsv FILE."""
    path = folder / "driver"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_it_runs_the_driver(tmp_path):
    source = table(tmp_path, GOOD, BAD)
    done = run(tmp_path, "--", driver(tmp_path, f'echo hello; cp {source} "$3"; exit 1'), "-c")
    assert done.returncode == 1
    assert done.stdout.splitlines()[0] == "hello"
    assert read_all(tmp_path)["json"]["status"] == "complete"


@pytest.mark.parametrize("script, status, words", [
    ("exit 3", 3, "status 3"), ("exit 4", 4, "too noisy"), ("kill -9 $$", 137, "SIGKILL")])
def test_a_driver_that_fails_leaves_no_score(tmp_path, script, status, words):
    run(tmp_path, table(tmp_path, GOOD))
    done = run(tmp_path, "--", driver(tmp_path, script))
    read = read_all(tmp_path)
    assert done.returncode == status
    assert done.autolab["scores"] == {"mm": 0}
    assert read["json"]["status"] == "failed" and words in read["json"]["message"]
    assert read["gradescope"]["score"] == 0 and read["classroom"]["status"] == "error"


def test_a_killed_run_leaves_no_older_score(tmp_path):
    run(tmp_path, table(tmp_path, GOOD))
    process = subprocess.Popen([*EXPORT, *outputs(tmp_path), "--",
                                driver(tmp_path, f"touch {tmp_path}/begun; exec sleep 5")],
                               stdout=subprocess.PIPE, start_new_session=True)
    for _ in range(200):
        if (tmp_path / "begun").exists():
            break
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    read = read_all(tmp_path)
    assert read["json"]["status"] == "failed"
    assert read["gradescope"]["score"] == 0
    assert read["classroom"]["tests"][0]["score"] == 0


def test_begin_writes_only_failures(tmp_path):
    assert run(tmp_path, "--begin").returncode == 0
    assert read_all(tmp_path)["json"]["message"] == "The run did not finish."


@pytest.mark.parametrize("text, words", [
    ("", "no column"), ("\t".join(COLUMNS), "no rows"),
    ("\t".join(COLUMNS) + "\nmm\tcc1", "2 fields for 15 columns"),
    ("\t".join(COLUMNS) + "\n" + "\t".join(GOOD.replace("50000.0", "x").split()), "not a number")])
def test_a_broken_table_is_the_users_error(tmp_path, text, words):
    (tmp_path / "broken.tsv").write_text(text)
    done = run(tmp_path, str(tmp_path / "broken.tsv"))
    assert done.returncode == 2 and words in done.stderr
    assert done.autolab["scores"] == {"mm": 0}
    assert read_all(tmp_path)["json"]["status"] == "failed"


def test_an_unwritable_output_is_the_systems(tmp_path):
    done = subprocess.run([*EXPORT, "--json", "/nonexistent/x", table(tmp_path, GOOD)],
                          text=True, capture_output=True, check=False)
    assert done.returncode == 3 and "/nonexistent/x" in done.stderr


def by_driver(folder, *arguments, **options):
    """mdriver --json: the document, checked, and how the run ended."""
    path = folder / "out.json"
    done = subprocess.run([os.path.join(LAB, "mdriver"), "-c", "--json", path, *arguments], cwd=LAB, text=True,
                          capture_output=True, check=False, **options)
    return done, check("lab", json.loads(path.read_text())) if path.exists() else None


def test_the_driver_writes_json(tmp_path):
    done, read = by_driver(tmp_path, "-a", "mm,libc", "--fragmentation", "-f", "traces/cc1.rep")
    assert done.returncode == 0 and read["status"] == "complete"
    assert [a["name"] for a in read["allocators"]] == ["mm", "libc"]
    first = read["allocators"][0]["results"][0]
    assert first["utilization"] == pytest.approx(first["peak"] / first["heap"], abs=1e-6)
    assert 0 < first["utilization_over_time"] < 1 and first["instructions"] is None
    assert sorted(os.listdir(tmp_path)) == ["out.json"]


def test_the_driver_writes_json_of_a_failing_trace_by_an_odd_name(tmp_path):
    name = """a"b\\c <&'\u2713"""
    shutil.copy(os.path.join(LAB, "build", "broken", "realloc-null.so"), tmp_path / f"{name}.so")
    done, read = by_driver(tmp_path, "-a", tmp_path / f"{name}.so", "-f", "tests/broken/zoo.rep")
    assert done.returncode == 1 and read["status"] == "complete"
    assert read["allocators"][0]["name"] == name
    assert not read["allocators"][0]["results"][0]["valid"] and read["allocators"][0]["results"][0]["message"]


def test_a_killed_driver_leaves_no_older_json(tmp_path):
    by_driver(tmp_path, "-f", "traces/cc1.rep")
    (tmp_path / "bad.rep").write_text("no trace\n")
    done, read = by_driver(tmp_path, "-f", "traces/cc1.rep", "-f", tmp_path / "bad.rep")
    assert done.returncode == 2
    assert read["status"] == "failed" and read["allocators"] == []


def test_json_without_python(tmp_path):
    done, read = by_driver(tmp_path, "-f", "traces/cc1.rep", env={"PATH": "/nonexistent"})
    assert done.returncode == 2 and read is None
    assert "--json needs Python 3, which is not installed; --tsv writes the same results" in done.stderr


def test_score_by_instructions(tmp_path):
    columns, row = [*COLUMNS, "instructions", "instructions_ratio", "instructions_score"], GOOD.format("mm").split()
    path = tmp_path / "counted.tsv"
    path.write_text("\n".join("\t".join(line) for line in (columns, [*row, "5000", "1.5", "88.000000"])) + "\n")
    assert run(tmp_path, str(path)).autolab["scores"] == {"mm": 76.8}
    assert read_all(tmp_path)["json"]["allocators"][0]["instructions_score"] == 88
    assert run(tmp_path, "--instructions", str(path)).autolab["scores"] == {"mm": 88.0}
    done = run(tmp_path, "--instructions", table(tmp_path, GOOD))
    assert done.returncode == 2 and "no score by instructions" in done.stderr


def test_classroom_50_takes_who_and_what_from_its_runner(tmp_path):
    runner = {"CLASSROOM": "cs50", "ASSIGNMENT": "malloc", "SUBMISSION_TAG": "submit/1", "COMMIT_URL": "c",
              "RELEASE_URL": "r"}
    done = subprocess.run([*EXPORT, "--classroom50", str(tmp_path / "result.json"), table(tmp_path, GOOD, BAD)],
                          env={**os.environ, **runner}, check=False)
    read = check("classroom50", json.loads((tmp_path / "result.json").read_text()))
    assert done.returncode == 0
    assert (read["classroom"], read["submission"], read["review"]) == ("cs50", "submit/1", "c")
    assert (read["score"], read["max-score"]) == (42, 100)
    assert [test["passed"] for test in read["tests"]] == [False, True, False]
    assert sum(test["score"] for test in read["tests"]) == read["score"]


DRIVER = [os.path.join(LAB, "mdriver"), "-c", "-f", os.path.join(LAB, "traces", "short1.rep")]


@pytest.mark.parametrize("form", ["--json", "--tsv"])
def test_a_link_stays_a_link(tmp_path, form):
    (tmp_path / "file").write_text("old")
    for name in ("file", "later"):
        (tmp_path / f"to-{name}").symlink_to(name)
        assert subprocess.run([*DRIVER, form, tmp_path / f"to-{name}"], stdout=subprocess.DEVNULL,
                              check=False).returncode == 0
        assert (tmp_path / f"to-{name}").is_symlink()
        assert "short1" in (tmp_path / name).read_text()
    assert sorted(os.listdir(tmp_path)) == ["file", "later", "to-file", "to-later"]


@pytest.mark.parametrize("form", ["--json", "--tsv"])
def test_a_pipe_and_a_device_are_written_to_once(tmp_path, form):
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(["cat", tmp_path / "pipe"], stdout=subprocess.PIPE, text=True) as reader:
        subprocess.run([*DRIVER, form, tmp_path / "pipe"], stdout=subprocess.DEVNULL, check=True)
        text = reader.communicate()[0]
    assert text.count("short1") == 1 and "did not finish" not in text
    with open(tmp_path / "out", "w") as out:
        subprocess.run([*DRIVER, form, "/dev/stdout"], stdout=out, check=True)
    written = (tmp_path / "out").read_text()
    assert written.startswith(text[:20]) and written.rstrip().endswith("both at most 1")
    assert subprocess.run([*DRIVER, form, "/dev/full"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          check=False).returncode == 3
    assert not os.path.exists("/dev/full.new")
