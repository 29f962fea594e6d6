"""The command line: what a user types, and what comes back."""

import json
import os
import re
import shutil
import subprocess

import pytest
from conftest import CC, assert_within

TRACE = "traces/short1.rep"


def test_list(lab):
    names = lab.mdriver("--list").stdout.split()
    assert "implicit-first" in names and "libc" in names and "mm" in names


def test_overhead_is_at_most_4_ns(lab):
    run = lab.mdriver("--overhead")
    assert float(re.search(r"([\d.]+) ns", run.stdout)[1]) <= 4


def test_starter_has_a_score(lab):
    run = lab.mdriver("--budget", "0.02", "-f", TRACE, "-f", "traces/coalescing.rep")
    assert run.returncode == 0
    assert re.search(r"^mm +1/1 .* \d+\.\d$", run.stdout, re.M)
    assert run.stderr == ""


def test_from_another_folder(lab, tmp_path):
    run = lab.mdriver("-c", "-a", "explicit-lifo", cwd=tmp_path)
    assert run.returncode == 0
    assert "sqlite" in run.stdout


def test_tsv(lab, tmp_path):
    path = tmp_path / "x.tsv"
    lab.mdriver("-a", "explicit-lifo,libc", "--budget", "0.02", "--tsv", path, "-f", TRACE)
    rows = lab.results(path)
    assert list(rows[0])[:15] == ("allocator trace weight valid utilization peak heap requests seconds kops "
                                  "ratio ratio_lo ratio_hi line message").split()
    assert [r["allocator"] for r in rows] == ["explicit-lifo", "libc"]
    first = rows[0]
    assert first["utilization"] == f"{int(first['peak']) / int(first['heap']):.6f}"
    assert rows[1]["utilization"] == rows[1]["heap"] == "-"
    assert float(first["ratio_lo"]) <= float(first["ratio"]) <= float(first["ratio_hi"])


def test_autolab_line_is_the_last_and_json(lab):
    run = lab.mdriver("-g", "--budget", "0.02", "-f", TRACE)
    assert "mm" in json.loads(run.stdout.splitlines()[-1])["scores"]


def test_a_plugin_by_path(lab, tmp_path):
    shutil.copy(lab.path + "/build/mm.so", tmp_path / "x.so")
    run = lab.mdriver("-c", "-a", tmp_path / "x.so", "-f", TRACE)
    assert run.returncode == 0 and re.search(r"^x +1/1 ", run.stdout, re.M)


def test_a_plugin_without_calloc_runs(lab, tmp_path):
    source = tmp_path / "x.c"
    source.write_text('#define mm_calloc unused_calloc\n#define mm_checkheap unused_check\n#include "mm.c"\n')
    subprocess.run([*CC, "-D_DEFAULT_SOURCE", "-I.", "-fPIC", "-shared", "-Wl,-Bsymbolic", "-o",
                    tmp_path / "x.so", source], cwd=lab.path, check=True)
    run = lab.mdriver("-c", "-D", "-a", tmp_path / "x.so", "-f", "traces/short1.rep")
    assert run.returncode == 0


@pytest.mark.parametrize("arguments, sentence", [
    (["-a", "nobody"], "there is no allocator 'nobody'"),
    (["-a", "./nobody.so"], "./nobody.so: there is no such file"),
    (["-f", "nothing.rep"], "nothing.rep: No such file or directory"),
    (["-f", "traces"], "traces: this is a folder, not a trace"),
    (["-t", "driver"], "driver: there is no trace (*.rep) in this folder"),
    (["-s", "soon"], "--timeout wants a number of seconds, not 'soon'"),
    (["--reference", "nobody", "-f", TRACE], "there is no allocator 'nobody'"),
    (["--tsv", "no/folder/x.tsv", "-c", "-f", TRACE], "no/folder/x.tsv: cannot be written"),
])
def test_mistakes_are_told_in_a_sentence(lab, arguments, sentence):
    run = lab.mdriver(*arguments)
    assert run.returncode == 2
    assert sentence in run.stderr


def test_no_progress_in_a_pipe(lab):
    assert "\r" not in lab.mdriver("-c", "-f", TRACE).stderr


def test_utilization_is_the_same_twice(lab, tmp_path):
    tables = []
    for name in ("a.tsv", "b.tsv"):
        lab.mdriver("-c", "-a", "explicit-best", "--tsv", tmp_path / name)
        tables.append([r["utilization"] for r in lab.results(tmp_path / name)])
    assert tables[0] == tables[1]


@pytest.mark.timed
def test_an_allocator_against_itself(lab, tmp_path):
    path = tmp_path / "x.tsv"

    def ratio():
        lab.mdriver("-a", "explicit-lifo", "--reference", "explicit-lifo", "--tsv", path, "-f", "traces/cc1.rep")
        return float(lab.results(path)[0]["ratio"])

    assert_within(0.9, ratio, 1.1)


def test_make_with_another_file(lab):
    run = lab.run("make", "build/other.so", "MM=alloc/implicit/implicit-first.c")
    assert run.returncode == 0, run.stderr
    run = lab.mdriver("-c", "-a", "build/other.so,implicit-first", "-f", "traces/m4.rep")
    used = re.findall(r"^(?:other|implicit-first) .*?([\d.]+) %", run.stdout, re.M)
    assert len(used) == 2 and used[0] == used[1]
    os.remove(lab.path + "/build/other.so")


def test_what_cannot_be_written_is_said(lab, tmp_path):
    short = ["-c", "-f", TRACE]
    with open("/dev/full", "w") as full:
        run = subprocess.run([lab.path + "/mdriver", *short], stdout=full, stderr=subprocess.PIPE)
    assert run.returncode == 3 and b"what it printed is lost" in run.stderr
    for path, status, said in ((tmp_path, 2, "this is a folder"), ("/nowhere/x", 2, "written here")):
        run = lab.mdriver(*short, "--tsv", path)
        assert run.returncode == status and said in run.stderr and run.stdout == ""


def test_a_table_into_a_pipe(lab):
    run = lab.mdriver("-c", "-f", TRACE, "--tsv", "/dev/stderr")
    assert run.stderr.startswith("allocator\t") and run.stderr.count("\n") == 2
    assert run.returncode == 0


def test_a_reader_that_leaves(lab):
    done = subprocess.run(f"{lab.path}/mdriver --help | head -n 1", shell=True, capture_output=True)
    assert done.stdout.startswith(b"mdriver - ") and done.stderr == b""
