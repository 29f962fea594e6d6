"""The recorder: whatever a program does, its trace is one that the driver accepts."""

import glob
import gzip
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest

LAB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RECORD = LAB + "/tools/record"

PROGRAM = r"""
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
static void *work(void *p)
{
    for (int i = 0; i < 5000; i++) {
        char *q = malloc(10 + i % 300);
        q = realloc(q, 500);
        free(calloc(3, 7));
        free(q);
    }
    return p;
}
int main(void)
{
    pthread_t t[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, work, NULL);
    for (int i = 0; i < 20; i++)
        if (fork() == 0) {
            free(malloc(12345));
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    return 0;
}
"""


@pytest.fixture(autouse=True)
def this_machines_compiler(monkeypatch):
    """What is recorded are this machine's programs, whatever the lab is built for."""
    monkeypatch.delenv("CC", raising=False)


def test_recorder_with_threads_and_forks(lab, tmp_path):
    (tmp_path / "p.c").write_text(PROGRAM)
    subprocess.run(["cc", "-o", tmp_path / "p", tmp_path / "p.c", "-lpthread"], check=True)
    run = lab.run(LAB + "/tools/record", "-o", tmp_path / "p.rep", "--", tmp_path / "p")
    assert run.returncode == 0, run.stderr
    text = (tmp_path / "p.rep").read_text()
    assert len(re.findall(r"^r \d+ 500$", text, re.M)) == 20000
    assert len(re.findall(r"^c \d+ 21$", text, re.M)) == 20000
    assert len(re.findall(r"^f ", text, re.M)) >= 40000
    assert lab.mdriver("-c", "-a", "explicit-best", "-f", tmp_path / "p.rep").returncode == 0


def test_recorder_keeps_all_processes_if_asked(lab, tmp_path):
    run = lab.run(LAB + "/tools/record", "--all", "-o", tmp_path / "s.rep", "--", "sh", "-c", "ls >/dev/null; ls / >/dev/null; true")
    assert run.returncode == 0, run.stderr
    assert len(glob.glob(str(tmp_path / "s.*.rep"))) >= 2


def test_recorder_says_what_is_wrong(lab, tmp_path):
    run = lab.run(LAB + "/tools/record", "-o", tmp_path / "x.rep", "--", "no-such-program")
    assert run.returncode != 0 and "no-such-program" in run.stderr


# One that asks for what is rare, and then waits to be ended.
RARE = r"""
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
static volatile int stop;
static void on_signal(int s) { stop = s; }
int main(int argc, char **argv)
{
    void *volatile none = NULL, *p = realloc(none, 0), *q = memalign(64, 100);
    p = realloc(p, 0);
    free(q);
    free(aligned_alloc(4096, 4096));
    free(memalign(48, 7));
    free(malloc(0));
    signal(SIGINT, on_signal);
    while (argc > 1 && !stop)
        write(1, argv[1], 1), pause();
    free(malloc(77));
    return 0;
}
"""


@pytest.fixture(scope="module")
def rare(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rare")
    (folder / "rare.c").write_text(RARE)
    subprocess.run(["cc", "-w", "-fno-builtin", "-o", folder / "rare", folder / "rare.c"], check=True)
    return folder / "rare"


def test_rare_requests(lab, rare, tmp_path):
    run = lab.run(RECORD, "-o", tmp_path / "x.rep", "--", rare)
    assert run.returncode == 0, run.stderr
    lines = (tmp_path / "x.rep").read_text().splitlines()
    assert lines[5:] == ["r 0 1", "m 1 64 100", "f 0", "f 1", "m 2 4096 4096", "f 2", "m 3 64 7", "f 3", "a 4 1", "f 4",
                         "a 5 77", "f 5"]
    assert lab.mdriver("-c", "-a", "explicit-best", "-f", tmp_path / "x.rep").returncode == 0


@pytest.mark.parametrize("number, status, last", [(signal.SIGINT, 0, "a 5 77\nf 5\n"), (signal.SIGTERM, 143, "a 4 1\nf 4\n")])
def test_what_ends_the_program_leaves_the_trace(lab, rare, tmp_path, number, status, last):
    """Ctrl-C goes to the whole group; kill to the recorder alone."""
    run = subprocess.Popen([sys.executable, RECORD, "-o", tmp_path / "x.rep", "--", rare, "x"],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    assert run.stdout.read(1) == b"x"
    time.sleep(0.1)    # until it waits
    os.killpg(run.pid, number) if number == signal.SIGINT else run.send_signal(number)
    run.communicate(timeout=60)
    assert run.returncode == status
    assert (tmp_path / "x.rep").read_text().endswith(last)
    assert lab.mdriver("-c", "-a", "explicit-best", "-f", tmp_path / "x.rep").returncode == 0


def test_a_line_break_in_an_argument(lab, tmp_path):
    assert lab.run(RECORD, "-o", tmp_path / "x.rep", "--", "ls", "-d", "/", "--", "/\n/\r\x85").returncode != 0
    assert (tmp_path / "x.rep").read_text().startswith("# recorded: ls -d / -- / / \n1\n")


def test_where_the_trace_goes_is_looked_at_first(lab, tmp_path):
    for output, reason in ((tmp_path, "this is a folder"), (tmp_path / "no" / "x.rep", "No such file or directory")):
        run = lab.run(RECORD, "-o", output, "--", "touch", tmp_path / "ran")
        assert (run.returncode, run.stderr) == (2, f"record: -o {output}: {reason}\n")
    assert not (tmp_path / "ran").exists()


def test_a_lab_with_a_blank_and_a_colon(lab, tmp_path):
    shutil.copytree(LAB + "/tools", tmp_path / "my: lab" / "tools")
    run = lab.run(tmp_path / "my: lab" / "tools" / "record", "-o", tmp_path / "x.rep", "--", "ls")
    assert run.returncode == 0 and (tmp_path / "x.rep").exists(), run.stderr


def test_a_preload_of_the_users_is_kept(lab, tmp_path):
    (tmp_path / "x.c").write_text("#include <unistd.h>\n__attribute__((constructor)) static void f(void) { write(1, \"mine\\n\", 5); }\n")
    subprocess.run(["cc", "-shared", "-fPIC", "-w", "-o", tmp_path / "x.so", tmp_path / "x.c"], check=True)
    run = lab.run(sys.executable, RECORD, "-o", tmp_path / "x.rep", "--", "ls", "/", env={**os.environ, "LD_PRELOAD": str(tmp_path / "x.so")})
    assert "mine\n" in run.stdout and (tmp_path / "x.rep").exists()


def test_a_sample_keeps_pairs_and_may_be_compressed(lab, tmp_path):
    assert lab.run(RECORD, "-o", tmp_path / "x.rep.gz", "--sample", 5, "--", "ls", "-l", "/").returncode == 0
    with gzip.open(tmp_path / "x.rep.gz", "rt") as file:
        head = [int(file.readline()) for line in ["comment"] if file.readline().startswith("# recorded: ls")]
        ids, requests = int(file.readline()), int(file.readline())
    assert head == [1] and 20 < ids < 200 and ids <= requests
    assert lab.run(RECORD, "-o", tmp_path / "x", "--sample", 0, "--", "ls").returncode == 2


def test_where_there_is_no_room_the_trace_is_shorter(lab, tmp_path):
    """The limit on a file's size is as a full disk."""
    script = (f"import importlib.machinery as m, importlib.util as u, resource\n"
              f"loader = m.SourceFileLoader('record', '{RECORD}')\n"
              f"record = u.module_from_spec(u.spec_from_loader('record', loader)); loader.exec_module(record)\n"
              f"requests = record.Requests(0, 1)\n"
              f"for i in range(5000): requests.take('a', 16 * i + 16, 10, 0)\n"
              f"resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))\n"
              f"requests.write('{tmp_path}/x.rep', 'x')\n")
    run = lab.run(sys.executable, "-B", "-c", script)
    assert re.search(r"File too large: the last \d{4} requests are left out", run.stderr), run.stderr
    assert 10000 < os.path.getsize(tmp_path / "x.rep") <= 20000
    assert lab.mdriver("-c", "-a", "explicit-best", "-f", tmp_path / "x.rep").returncode == 0


# As they come; each ends by itself.
PROGRAMS = ["ls -lR /usr/lib/python3", "perl -e print(join(',',map{{$_*2}}1..5000))", "/usr/bin/python3 -m this",
            "sort {lab}/README.md", "gawk {{n[$1]++}}END{{for(k(in(n)print(k}} {lab}/README.md", "git -C {lab} log -3 -p",
            "gcc -O1 -S -o - -I{lab} {lab}/mm.c", "tar cf /dev/null {lab}/docs", "grep -c e -r {lab}/docs", "sqlite3 :memory: .tables",
            "bash -c ls;ls;true", "vim -es -u NONE -i NONE +qall {lab}/README.md"]


@pytest.mark.parametrize("command", PROGRAMS[:1] + [pytest.param(p, marks=pytest.mark.long) for p in PROGRAMS[1:]])
def test_programs_as_they_come(lab, tmp_path, command):
    words = command.format(lab=LAB).split()
    if not shutil.which(words[0]):
        pytest.skip(f"{words[0]} is not installed")
    recorded = lab.run(RECORD, "-o", tmp_path / "x.rep", "--", *words)
    run = lab.mdriver("-c", "-a", "champion", "-f", tmp_path / "x.rep", "--tsv", tmp_path / "x.tsv")
    assert run.returncode == 0, run.stdout + run.stderr
    (peak,) = (row["peak"] for row in lab.results(tmp_path / "x.tsv"))
    assert f" {peak} bytes at the peak\n" in recorded.stderr
