"""Allocators in a page, as WebAssembly: what make says, and that they do what the driver records. The browser's
tests are in test_playground_browser.py."""

import glob
import itertools
import json
import os
import re
import shutil

import pytest

from conftest import FAMILY, LAB
from test_compat import driver_32, runs_32_bits
from test_page import facts_of, numbers_of

TOOLS = "clang", "wasm-ld", "node"
MISSING = [tool for tool in TOOLS if not shutil.which(tool)]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"{', '.join(MISSING)}: not installed")

FREE, NEVER = 5, 2**32 - 1


def change(n):
    return -(n + 1) // 2 if n % 2 else n // 2


def recordings(page):
    """Of each allocator of a page: the columns of playground.mjs, as data.js reads them."""
    facts, numbers = facts_of(page), numbers_of(page)

    def take(n):
        return list(itertools.islice(numbers, n))

    def changes(n):
        return list(itertools.accumulate(map(change, take(n))))

    n, found = facts["requests"], {}
    ops, _, _, _ = take(n), take(n), take(n), take(n)
    for a in facts["allocators"]:
        asked = [i for i in range(a["done"]) if ops[i] != FREE]
        place = dict(zip(asked, changes(len(asked))))
        heap = changes(a["done"])
        first, lasted, start, size = changes(a["blocks"]), take(a["blocks"]), changes(a["blocks"]), take(a["blocks"])
        found[a["name"]] = {"done": a["done"], "walked": a["walked"], "stride": a["stride"], "columns": [
            [place.get(i, -1) for i in range(a["done"])], heap,
            first, [f + n if n else NEVER for f, n in zip(first, lasted)], start,
            [s // 2 for s in size], [s % 2 for s in size]]}
    return found


def in_wasm(lab, trace, modules):
    """By the page's own scripts, in node."""
    done = lab.run("node", "tests/cli/playground.mjs", trace, *modules)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def compare(lab, program, trace, folder, names, page):
    """Each request's payload and heap, each life of a block, of each of the allocators."""
    made = lab.run(*program, "-c", "--page", page, "-a", ",".join(names), "-f", trace)
    driver = recordings(page.read_text())
    for name, wasm in zip(names, in_wasm(lab, trace, [f"{folder}/{name}.wasm" for name in names])):
        assert wasm.pop("message") == "" and wasm == driver[name], f"{name} on {trace}: {made.stderr}"


@pytest.mark.parametrize("trace", ["short3", "gnuplot", "edge/calloc", "edge/too-much"])
def test_what_has_no_words_does_the_same_in_64_bits(lab, tmp_path, trace):
    """A header of knr is as large as the alignment: with the same one, the heaps are the same."""
    made = lab.run("make", "-s", "ALIGNMENT=16", "build/align16/wasm/knr.wasm")
    assert made.returncode == 0, made.stderr
    lab.run("make", "-s", "build/alloc/knr.so")
    compare(lab, ["./mdriver"], f"traces/{trace}.rep", "build/align16/wasm", ["knr"], tmp_path / "heap.html")


@pytest.fixture(scope="session")
def driver_of_32_bits(lab, tmp_path_factory):
    """As a command. Where such programs do not run, qemu may do it."""
    runs = runs_32_bits(tmp_path_factory.mktemp("probe"))
    if not runs and not shutil.which("qemu-i386"):
        pytest.skip("programs of 32 bits do not run here, and qemu-i386 is not installed")
    driver = driver_32()
    assert lab.run("make", "-s", "-j2", "M32=1", "variants").returncode == 0
    made = lab.run("make", "-s", "-j2", "playground")
    assert made.returncode == 0, made.stderr
    return [driver] if runs else ["qemu-i386", driver]


def traces_of(pattern):
    return sorted(os.path.relpath(path, LAB) for path in glob.glob(os.path.join(LAB, "traces", pattern)))


LONG = traces_of("short*.rep") + traces_of("edge/*.rep") + ["traces/gnuplot.rep", "traces/m4.rep"]
LONGEST = [path for path in traces_of("*.rep") if path not in LONG]


@pytest.mark.long
@pytest.mark.longest
@pytest.mark.parametrize("trace", LONG + [pytest.param(path, marks=pytest.mark.longest) for path in LONGEST])
def test_every_variant_does_what_its_32_bit_build_does(lab, driver_of_32_bits, tmp_path, trace):
    compare(lab, driver_of_32_bits, trace, "build/wasm", sorted(FAMILY), tmp_path / "heap.html")


MISTAKES = [
    ("a 0 8\na 0 8\n", "line 2: id 0 is allocated, but it is live"),
    ("a 0 8\nf 1\n", "line 2: id 1 is freed, but it is not live"),
    ("# nothing\n", "there is no request"),
    ("a 0 8\nx 0\n", "line 2: 'x' is no request: a, c, m, r and f are"),
    ("a 0\n", "line 1: size is missing"),
    ("a 0 eight\n", "line 1: size 'eight' is not a number"),
    ("a zero 8\n", "line 1: id 'zero' is not a number"),
    ("m 0 3 8\n", "line 1: alignment 3 is no power of two"),
    ("a 0 8 9\n", "line 1: there is more in the line than one request"),
]


def test_what_is_no_trace_is_told(lab, tmp_path):
    texts = tmp_path / "texts.json"
    texts.write_text(json.dumps([text for text, _ in MISTAKES]))
    done = lab.run("node", "tests/cli/playground.mjs", "--mistakes", texts)
    assert done.returncode == 0, done.stderr
    for told, (text, sentence) in zip(json.loads(done.stdout), MISTAKES, strict=True):
        assert told.startswith(sentence), text


def page_of(lab, *variables):
    done = lab.run("make", "page", *variables)
    assert done.returncode == 0, done.stderr
    with open(os.path.join(LAB, "build", "page.html"), encoding="utf-8") as file:
        return file.read()


@pytest.mark.long
@pytest.mark.longest
def test_a_page_has_the_students_file_first_and_all_variants(lab, tmp_path):
    shutil.copy(os.path.join(LAB, "mm.c"), tmp_path / "my (own).c")
    for variables, first in ([], "mm"), ([f"MM={tmp_path}/my (own).c"], "my__own_"), (["A=knr"], "knr"):
        page = page_of(lab, *variables)
        names = [name for name, _ in json.loads(re.search(r'id="facts">(.*?)</script>', page)[1])["allocators"]]
        assert names[0] == first and set(names) == {first, *FAMILY} and len(page) < 1_000_000


def test_the_compilers_errors_are_shown(lab, tmp_path):
    source = tmp_path / "wrong.c"
    source.write_text('#include "mm.h"\nint mm_init(void) { return nothing; }\n')
    done = lab.run("make", "page", f"MM={source}")
    assert done.returncode == 2 and f"{source}:2:28: error: use of undeclared identifier 'nothing'" in done.stderr


def test_what_is_not_in_a_page_is_an_error(lab, tmp_path):
    """As threads are."""
    source = tmp_path / "threads.c"
    with open(os.path.join(LAB, "mm.c"), encoding="utf-8") as file:
        source.write_text(file.read().replace("mm_init(void)\n{", "mm_init(void)\n{\n    int pthread_self(void);\n    pthread_self();", 1))
    done = lab.run("make", "page", f"MM={source}")
    assert done.returncode == 2 and "wasm-ld: error: " in done.stderr and "undefined symbol: pthread_self" in done.stderr


def test_a_tool_that_is_missing_is_named(lab, tmp_path):
    for tool in "clang", "sh", "make", "sed", "mkdir", "cat", "getconf", "cc", "test":
        os.symlink(shutil.which(tool), tmp_path / tool)
    done = lab.run("make", "playground", env={"PATH": str(tmp_path)})
    assert done.returncode == 2
    assert "make playground needs wasm-ld, which is not installed (Debian has it in: clang lld python3)" in done.stderr
