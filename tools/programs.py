#!/usr/bin/env python3
"""programs.py - Real programs over several allocators in turn: time, memory, and the same output.

    programs.py [-a NAMES] [-p PROGRAMS] [--rounds N] [-o OUT]

Each program of tools/jobs/ runs over each allocator, one round after the other, in an order
that is shuffled each time. Its output must be the same, byte by byte, as over libc's malloc.
Reported is the processor time relative to libc's in the same round (the median, with an
interval that holds the true median in 95 % of cases), and the most resident memory (the
median, of runs that are not timed).
OUT.tsv has all figures; OUT.svg and OUT.png show them, where gnuplot is installed.

An allocator is libc, jemalloc, mimalloc, tcmalloc, or one that `make preload` makes. A program
that is not installed is named and left out. Exit status: 0 all output was the same, 1 some was
not, 2 a mistake in the command line, 3 the system failed.
"""

import argparse
import glob
import hashlib
import json
import math
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile

import plot
from plotting import programs as picture
from results import HOME, UserError

JOBS = os.path.join(HOME, "tools", "jobs")
ALLOCATORS = "libc jemalloc mimalloc tcmalloc champion explicit-address segregated-fine-best implicit-next"
PEERS = {"jemalloc": "libjemalloc.so.2", "mimalloc": "libmimalloc.so.2.0", "tcmalloc": "libtcmalloc_minimal.so.4"}
PATIENCE = 20    # an allocator that takes so many times as long as libc has one round only
COLUMNS = "program allocator same rounds seconds ratio ratio_lo ratio_hi kilobytes".split()

# Each runs in a folder that has words.txt, rows.json and a git repository; {jobs} is tools/jobs.
PROGRAMS = {
    "gcc": "gcc -O2 -S -I{home} -I{home}/driver -o - {home}/driver/judge/checked.c",
    "python": "/usr/bin/python3 {jobs}/objects.py rows.json",
    "perl": "perl {jobs}/words.pl words.txt",
    "sqlite": "sqlite3 -bail -init {jobs}/table.sql :memory: .quit",
    "sort": "sort --parallel=1 -k2 words.txt",
    "git": "git -C repository log -p --stat",
    "gawk": "gawk -f {jobs}/words.awk words.txt",
    "xz": "xz -c -T1 -3 rows.json",
    "vim": "vim -es -u NONE -i NONE -S {jobs}/edit.vim words.txt",
    "node": "node --single-threaded {jobs}/groups.js rows.json",
    "jq": "jq -s -f {jobs}/groups.jq rows.json",
    "gnuplot": "gnuplot {jobs}/plot.gp",
}


class Failure(Exception):
    """What the system did not do, in a sentence."""


def make_inputs(folder):
    """The same in every run."""
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 11))) for _ in range(4000)]
    with open(folder + "/words.txt", "w", encoding="ascii") as file:
        for _ in range(6000):
            file.write(" ".join(words[int(4000 * chance.random() ** 3)] for _ in range(8)) + "\n")
    with open(folder + "/rows.json", "w", encoding="ascii") as file:
        for i in range(6000):
            row = {"id": i, "name": chance.choice(words), "city": words[i % 37], "age": chance.randint(1, 99)}
            file.write(json.dumps(row) + "\n")
    make_repository(folder + "/repository", words, chance)


def make_repository(path, words, chance):
    """60 commits, each of which changes some lines of a text."""
    lines = [" ".join(chance.choices(words, k=8)) for _ in range(1500)]
    stream = []
    for i in range(60):
        for _ in range(30):
            lines[chance.randrange(len(lines))] = " ".join(chance.choices(words, k=8))
        text = "\n".join(lines) + "\n"
        stream.append(f"commit refs/heads/main\ncommitter A <a@b> {i * 1000} +0000\ndata 2\n{i % 10}\n"
                      f"M 644 inline text\ndata {len(text)}\n{text}\n")
    subprocess.run(["git", "init", "-q", "-b", "main", path], check=True)
    subprocess.run(["git", "-C", path, "fast-import", "--quiet"], input="".join(stream).encode(), check=True)


def build(*goals):
    """Makes these; what was said last."""
    done = subprocess.run(["make", "-s", "-C", HOME, *goals], capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError((done.stderr.strip().splitlines() or ["make failed"])[-1])
    return done.stdout


def libraries(names, folder):
    """Path of each allocator's library, by its name; libc has none. The lab's are copied to the
    folder: the loader takes no path with blanks or colons, and the lab may have one."""
    found = {}
    for name in names:
        if name == "libc":
            found[name] = ""
        elif name not in PEERS:
            found[name] = shutil.copy(build("preload", f"A={name}").strip().partition("=")[2], folder)
        elif glob.glob("/usr/lib/*/" + PEERS[name]):
            found[name] = PEERS[name]
        else:
            print(f"programs.py: {name} is not installed: left out", file=sys.stderr)
    return found


def run(tool, command, library, folder):
    """What it printed, as a hash, and what the tool says of it: usage seconds, peak kilobytes."""
    report = folder + "/report"
    try:
        done = subprocess.run([f"{HOME}/build/{tool}", report, library, *command], cwd=folder, check=False,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env={**os.environ, "LC_ALL": "C", "PYTHONMALLOC": "malloc", "GIT_PAGER": "cat"})
        with open(report, encoding="ascii") as file:
            status, figure = file.read().split()
        os.remove(report)
    except OSError as error:
        raise Failure(f"{command[0]}: {error.strerror}") from None
    if not library and status != "0":
        raise Failure(f"{command[0]}: status {status} over libc: {done.stderr.decode().strip()[:200]}")
    output = hashlib.sha256(done.stdout + done.stderr + status.encode()).hexdigest()
    return output, float(figure)


def interval(values):
    """The smallest between order statistics that holds the median in 95 % of cases, if any does."""
    values, n = sorted(values), len(values)
    for k in range(n // 2, 0, -1):
        if sum(math.comb(n, i) for i in range(k, n - k + 1)) >= 0.95 * 2 ** n:
            return values[k - 1], values[n - k]
    return values[0], values[-1]


def measure(name, command, found, rounds, folder):
    """A row for each allocator."""
    chance, times, peaks = random.Random(name), {a: [] for a in found}, {a: [] for a in found}
    run("usage", command, "", folder)    # the files are in memory from now on
    for _ in range(rounds):
        for allocator in chance.sample(list(found), len(found)):
            mine, libc = times[allocator], times["libc"]
            if not (mine and libc and mine[0][1] > PATIENCE * libc[0][1]):
                mine.append(run("usage", command, found[allocator], folder))
                peaks[allocator].append(run("peak", command, found[allocator], folder))
    for allocator, done in times.items():
        outputs = {output for output, _ in done + peaks[allocator]}
        ratios = [mine[1] / libc[1] for mine, libc in zip(done, times["libc"])]
        low, high = interval(ratios)
        yield dict(zip(COLUMNS, (name, allocator, int(outputs == {times["libc"][0][0]}), len(done),
                                 statistics.median(s for _, s in done), statistics.median(ratios), low, high,
                                 round(statistics.median(k for _, k in peaks[allocator])))))


def show(rows, title, cell, last):
    """A table: a line for each program, a column for each allocator, and a closing line."""
    names = list(dict.fromkeys(row["allocator"] for row in rows))
    wide = [max(10, len(name)) for name in names]
    print(f"\n{title}\n{'program':8}" + "".join(f"  {name:>{w}}" for name, w in zip(names, wide)))
    for program in dict.fromkeys(row["program"] for row in rows):
        mine = [row for row in rows if row["program"] == program]
        print(f"{program:8}" + "".join(f"  {cell(row):>{w}}" for row, w in zip(mine, wide)))
    print(f"{last[0]:8}" + "".join(f"  {last[1]([r for r in rows if r['allocator'] == name]):>{w}}"
                                   for name, w in zip(names, wide)), flush=True)


def report(rows):
    show(rows, "processor time, relative to libc's (lower is better)", lambda row: f"{row['ratio']:.3f}",
         ("mean", lambda mine: f"{statistics.geometric_mean(r['ratio'] for r in mine):.3f}"))
    least = {}
    for row in rows:
        least[row["program"]] = min(least.get(row["program"], math.inf), row["kilobytes"])
    show(rows, "most resident memory, MB", lambda row: f"{row['kilobytes'] / 1024:.1f}",
         ("least", lambda mine: f"{sum(r['kilobytes'] <= 1.02 * least[r['program']] for r in mine)} of {len(mine)}"))
    print("mean: geometric; least: so often the lowest, or within 2 % of it")
    for row in rows:
        if not row["same"]:
            print(f"{row['program']} over {row['allocator']}: its output is not as over libc")


def write(rows, out):
    os.makedirs(os.path.dirname(out) or ".", exist_ok=True)
    with open(out + ".tsv", "w", encoding="ascii") as file:
        file.write("\t".join(COLUMNS) + "\n")
        for row in rows:
            file.write("\t".join(f"{v:.4f}" if isinstance(v, float) else str(v) for v in row.values()) + "\n")
    if shutil.which("gnuplot"):
        plot.draw(picture.chart(rows), out)


def chosen(programs):
    """Those that are installed."""
    for name in programs:
        if name not in PROGRAMS:
            raise UserError(f"there is no program '{name}', but {', '.join(PROGRAMS)}")
        command = [word.format(home=HOME, jobs=JOBS) for word in PROGRAMS[name].split()]
        if shutil.which(command[0]):
            yield name, command
        else:
            print(f"programs.py: {command[0]} is not installed: left out", file=sys.stderr)


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-a", "--allocators", default=ALLOCATORS.replace(" ", ","), metavar="NAMES")
    parser.add_argument("-p", "--programs", default=",".join(PROGRAMS), metavar="NAMES")
    parser.add_argument("--rounds", type=int, default=8, metavar="N")
    parser.add_argument("-o", "--output", default="build/programs", metavar="OUT", help="without ending")
    options = parser.parse_args(arguments)
    if options.rounds < 1:
        parser.error("--rounds: at least 1 is wanted")
    return options


def main(arguments):
    options = parse(arguments)
    try:
        programs = list(chosen(options.programs.split(",")))
        build("build/usage", "build/peak")
        rows = []
        with tempfile.TemporaryDirectory() as folder:
            found = libraries(dict.fromkeys(["libc", *options.allocators.split(",")]), folder)
            make_inputs(folder)
            for name, command in programs:
                print(name, end=" ", file=sys.stderr, flush=True)
                rows += measure(name, command, found, options.rounds, folder)
        print(file=sys.stderr)
        report(rows)
        write(rows, options.output)
    except UserError as error:
        print(f"programs.py: {error}", file=sys.stderr)
        return 2
    except (Failure, OSError, subprocess.CalledProcessError) as error:
        print(f"programs.py: {error}", file=sys.stderr)
        return 3
    return 0 if all(row["same"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
