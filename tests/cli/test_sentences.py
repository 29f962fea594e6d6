"""What students do wrong is told so that they find it: where, why, and what to do next."""

import os
import pty
import re
import shutil
import subprocess
import sys

import pytest
from conftest import CC, MUSL, wants_backtrace
from test_writers import assert_told

ZOO = "tests/broken/zoo.rep"


@pytest.fixture(scope="module")
def student(lab, tmp_path_factory):
    """Builds tests/students/NAME.c, and the path of what came."""
    folder = tmp_path_factory.mktemp("students")

    def build(name):
        plugin = folder / f"{name}.so"
        if not plugin.exists():
            run = lab.run(*CC, "-std=c11", "-D_DEFAULT_SOURCE", "-O1", "-g", "-fPIC", "-shared", "-I.",
                          "-Itests/students", "-Wl,-Bsymbolic", "-o", plugin, f"tests/students/{name}.c")
            assert run.returncode == 0, run.stderr
        return plugin
    return build


def line_of(name, text):
    with open(f"tests/students/{name}", encoding="ascii") as file:
        return 1 + file.read().split("\n").index(text)


def check(lab, plugin, *arguments, **options):
    run = lab.mdriver("-c", "-a", plugin, *arguments, **options)
    return run, run.stdout.split("\n\n")[0]


def test_the_correct_one_is_valid(lab, student):
    run = lab.mdriver("-c", "-a", student("correct"), "-f", ZOO, "-f", "traces/short2.rep")
    assert run.returncode == 0 and not run.stdout.split("\n\n")[0].strip().startswith("correct:")


@wants_backtrace
def test_null_minus_8(lab, student):
    _, told = check(lab, student("free-null"), "-f", "traces/edge/nothing.rep")
    line = line_of("free-null.c", "    *((size_t *)p - 1) = 0;")
    assert re.search(r"nothing.rep:\d+: free: crashed \(segmentation fault\)\n    \d+ \| f -1\n"
                     "    the address is a null pointer minus 8\n"
                     r"    this request is mm_free\(NULL\), which must do nothing\n"
                     f"    in mm_free, free-null.c:{line}\n", told)


@wants_backtrace
@pytest.mark.parametrize("name, line, cause, request_is", [
    ("realloc-of-null", r"r 0 100 .*", r"the address is a null pointer minus (8|16)",
     "mm_realloc(NULL, 100), which must do what mm_malloc does"),
    ("realloc-to-nothing", r"r 0 0 .*", "a division by zero, or one whose result is too large",
     "mm_realloc of size 0, which must do what mm_free does")])
def test_a_special_realloc_says_so(lab, student, name, line, cause, request_is):
    _, told = check(lab, student(name), "-f", "traces/edge/nothing.rep")
    assert re.search(rf"nothing.rep:\d+: realloc: crashed \(.*\)\n    \d+ \| {line}\n"
                     f"    {cause}\n    this request is {re.escape(request_is)}\n    in mm_realloc, {name}.c:9\n", told), told


@wants_backtrace
def test_a_heap_address_in_4_bytes(lab, student, tmp_path):
    trace = tmp_path / "three.rep"
    trace.write_text("0\n2\n4\n0\na 0 9000\na 1 9000\nf 1\na 1 1\n")
    _, told = check(lab, student("cut-links"), "-f", trace)
    line = line_of("cut-links.c", "        first = *p;")
    assert re.search(r"    the address, 0x(\w+), may be a heap address that has lost its upper half "
                     r"\(0x\w+\1, kept in 4 bytes\)\n"
                     rf"    in mm_malloc, cut-links.c:{line}\n", told), told


@wants_backtrace
def test_garbage(lab, student):
    _, told = check(lab, student("garbage"), "-f", ZOO)
    assert re.search("    the address, 0x\\w+, is (one that no memory can have|far from the heap): garbage\n"
                     "    it was computed from the word 0x90 bytes into the heap, taken for a link or a size: "
                     "it is byte 0 of id 1's payload, which was freed\n    in mm_free, garbage.c:11\n", told), told


MISREAD = {
    "short": ("a 0 2\na 1 2\nf 1\n", "the address, 0x\\w+, is far from the heap: garbage\n    it was computed from the word "
              "0x70 bytes into the heap, taken for a link or a size: it is byte 0 of id 1's payload, which was freed\n"),
    "half": ("a 0 64\na 1 64\nf 1\n", "the address, 0x1000000000, is far from the heap: garbage\n    it was computed from a word "
             "like the one 0xf0 bytes into the heap, which is wrong as a link and as a size\n"),
    "copy": ("a 0 64\nr 0 200\na 1 128\nf 1\n", "it was computed from bytes of id 0's payload, from byte 8 on, or from a copy "
             "of them: taken for a link or a size\n"),
}


@wants_backtrace
@pytest.mark.skipif(sys.maxsize < 2 ** 32, reason="it has addresses of 8 bytes")
@pytest.mark.parametrize("name", MISREAD)
def test_a_word_that_is_no_link(lab, student, tmp_path, name):
    requests, words = MISREAD[name]
    trace = tmp_path / "t.rep"
    trace.write_text(f"0\n2\n{requests.count(chr(10))}\n0\n{requests}")
    _, told = check(lab, student("misread"), "-f", trace)
    assert re.search(f"    {words}", told), told


# By name: the student, the requests, and what is told, with the source's lines for "<...>".
WATCHED = {
    "half": ("misread", MISREAD["half"][0], """
    it was computed from the word 0x104 bytes into the heap, which is wrong as a link and as a size
"""),
    "size": ("tramples", "a 0 64\na 1 64\nf 0\n", """
    the word before that payload, 0x5c bytes into the heap, holds 0x200: written last in this request, in mm_free, X:<*size_of(next) = 512;>
    before that it held 0x43: written at line 6 (a 1 64), in mm_malloc, X:<*size_of(p) = room | 3;>
"""),
    "link": ("tramples", "a 0 128\na 1 64\nf 0\nf 1\n", """
    the word before this request's payload, 0x9c bytes into the heap, was written over with a part of the word at 0x98: a link to 0x10, written at line 7 (f 0), in mm_free, X:<*(char **)(next - 8) = p;>
"""),
    "split": ("tramples", "a 0 200\na 1 64\nf 0\n", """
    the word that leads there, 0xc bytes into the heap, holds 0xd3: written last at line 5 (a 0 200), in split, X:<*size_of(p) -= 304;>, called in mm_malloc,
    a larger size was read before that: the word, 0xc bytes into the heap, held 0x203 then: written at line 5 (a 0 200), in split, X:<*size_of(p) = 512 | 3;>, called in mm_malloc,
"""),
    "joined": ("tramples", "a 0 100\na 1 64\n", """
    in this request the blocks got out of order: by their headers the blocks at 0x8 and 0x78 end at the same place: the first has kept the size that it had before
    its header, 0x8 bytes into the heap, holds 0xff3: written last in this request, in join_and_split, X:<*word(lo, 8) |= 1;>, called in mm_malloc,
"""),
}


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the addresses are those of 8 bytes")
@pytest.mark.parametrize("name", WATCHED)
def test_where_loads_and_stores_are_seen(lab, tmp_path, name):
    student, requests, sentences = WATCHED[name]
    plugin = f"build/sentences-test/debug/tests/students/{student}.so"
    made = lab.run("make", "BUILD=build/sentences-test", "CFLAGS=-w", plugin)
    assert made.returncode == 0, made.stderr
    (tmp_path / "t.rep").write_text(f"0\n2\n{requests.count(chr(10))}\n0\n{requests}")
    _, told = check(lab, f"./{plugin}", "-f", tmp_path / "t.rep")
    assert_told(lab, student, sentences, told, "tests/students")


@wants_backtrace
def test_what_mem_sbrk_answers_when_it_fails(lab, student):
    _, told = check(lab, student("sbrk-unchecked"), "-f", "traces/edge/limit.rep")
    line = line_of("sbrk-unchecked.c", "    b->used = 1;")
    assert ("    the address is (void *)-1 plus 8: so mem_sbrk says that it has failed\n"
            f"    in mm_malloc, sbrk-unchecked.c:{line}\n") in told


def test_a_request_that_must_fail_says_so(lab, student, tmp_path):
    (tmp_path / "one.rep").write_text("0\n1\n1\n0\na 0 SIZE_MAX/8 fails\n")
    _, told = check(lab, student("sbrk-unchecked"), "-f", tmp_path / "one.rep")
    assert "    the heap cannot have so much: this request must return NULL\n" in told


@wants_backtrace
@pytest.mark.skipif(sys.maxsize < 2 ** 32, reason="it has addresses of 8 bytes")
def test_a_heap_full_of_the_same_garbage_is_no_hang(lab, student):
    """Whose each of a million words is, among thousands of ids, would take minutes."""
    _, told = check(lab, student("same-garbage"), "-f", "traces/sqlite.rep")
    line = line_of("same-garbage.c", "        *links[7] = 1;")
    assert "malloc: crashed (segmentation fault)" in told and f"    in mm_malloc, same-garbage.c:{line}\n" in told
    assert "it was computed from a word like the one 0x0 bytes into the heap, which is wrong as a link and as a size\n" in told


@wants_backtrace
def test_memory_that_mm_init_leaves_unset(lab, student):
    _, told = check(lab, student("unset-head"), "-f", ZOO)
    line = line_of("unset-head.c", "        (*head)->used = 0;")
    assert ("garbage\n    that is what new memory holds in the second replay: a link or size was read where none "
            "was written\n    the first replay did not fail: mm_init leaves a global as it was, or what nobody has "
            f"written is read\n    in mm_free, unset-head.c:{line}\n") in told


@wants_backtrace
def test_a_damaged_stack(lab, student):
    _, told = check(lab, student("damaged-stack"), "-f", ZOO)
    assert ("crashed (segmentation fault)\n    5 | a 0 100\n"
            "    the stack is damaged: an array among the local variables was written past its end\n") in told


@wants_backtrace
def test_a_checker_that_goes_astray(lab, student):
    _, told = check(lab, student("wrong-size"), "-D", "-f", ZOO)
    assert ("    in mm_checkheap: this request, or one before, may have left a link or a size that is wrong\n"
            "    in mm_checkheap, wrong-size.c:") in told


@wants_backtrace
def test_make_debug_finds_the_source_of_a_plugin(lab, student):
    run = lab.run("make", "debug", f"A={student('overwrites')}", f"F={ZOO}")
    assert "free: writes 8 bytes of a payload that is in use\n" in run.stdout, run.stdout + run.stderr
    assert f"in mm_free, overwrites.c:{line_of('overwrites.c', '        memset(next + 1, 0, 8);')}\n" in run.stdout


def test_make_debug_needs_a_source(lab, student, tmp_path):
    shutil.copy(student("correct"), tmp_path / "bare.so")
    assert lab.run("strip", tmp_path / "bare.so").returncode == 0
    run = lab.run("make", "debug", f"A={tmp_path}/bare.so")
    assert run.returncode == 2 and "its source is not known; A=path/to/x.c is built anew" in run.stderr


@wants_backtrace
def test_a_last_call_that_crashes(lab, student):
    _, told = check(lab, student("ends-in-memset"), "-f", ZOO)
    assert "    in a library function, memset or the like, with whose call a function of yours ends: " \
           "make gdb shows which\n" in told or "    in mm_calloc, ends-in-memset.c:10\n" in told, told


def test_what_is_so_on_every_trace_is_told_once(lab, student):
    _, told = check(lab, student("undefined"), "-f", ZOO, "-f", "traces/short1.rep", "-f", "traces/short2.rep")
    assert len(re.findall("undefined symbol: insert$", told, re.MULTILINE)) == 1
    assert "undefined: ... and 2 more traces fail (-v tells each)" in told and "next:" not in told


@wants_backtrace
@pytest.mark.skipif(os.uname().machine != "x86_64", reason="SSE is x86's")
def test_a_misaligned_store_is_told_in_the_students_line(lab, student):
    _, told = check(lab, student("misaligned-sse"), "-f", ZOO)
    line = line_of("misaligned-sse.c", "        _mm_store_si128((__m128i *)(p + 8), _mm_set1_epi8(1));")
    assert ("    the address is 0x18 bytes into the heap\n"
            "    it is not aligned: this load or store of 16 bytes at once (SSE) needs a multiple of 16\n"
            f"    in mm_malloc, misaligned-sse.c:{line}\n") in told
    assert "(bytes into the heap are counted from mem_heap_lo())" in told


@pytest.mark.parametrize("name, options, steps", [
    ("free-null", ["-f", "traces/edge/nothing.rep"], ["make debug F=traces/edge/nothing.rep A={}", "make gdb F=traces/edge/nothing.rep L="]),
    ("garbage", ["-f", ZOO], ["make debug F=tests/broken/zoo.rep A={}", "make gdb F=tests/broken/zoo.rep L="]),
    ("overwrites", ["-f", ZOO], ["make debug F=tests/broken/zoo.rep A={}", "make gdb F=tests/broken/zoo.rep L="]),
    ("prints-late", ["-f", "traces/random.rep"],
     ["make debug F=traces/random.rep A={}", "./mdriver -a {} -f traces/random.rep --shrink", "make gdb F=traces/random.rep L="]),
    ("wrong-checker", ["-D", "-f", ZOO],
     ["make debug F=tests/broken/zoo.rep A={}", "make gdb F=tests/broken/zoo.rep L="])])
def test_the_next_step_depends_on_the_failure(lab, student, name, options, steps):
    _, told = check(lab, student(name), *options)
    found = re.findall("    next: (.*?)  ", told)
    assert len(found) == len(steps)
    for step, wanted in zip(found, steps):
        assert step.startswith(wanted.format(student(name)))


def test_what_is_left_is_counted(lab, student):
    traces = ["traces/random.rep", "traces/bash.rep", "traces/short1.rep", "traces/perl.rep", "traces/sqlite.rep"]
    _, told = check(lab, student("wrong-checker"), "-D", *(part for t in traces for part in ("-f", t)))
    places = re.findall(r"^wrong-checker: (traces/\w+.rep)", told, re.M)
    assert places == sorted(traces, key=lambda trace: os.path.getsize(f"{lab.path}/{trace}"))[:3]
    assert "wrong-checker: ... and 2 more traces fail (-v tells each)" in told
    assert told.count("next: make gdb ") == 1


def test_repeat_repeats(lab, student, tmp_path):
    plugin, trace = tmp_path / "my own.so", tmp_path / "a trace.rep"
    shutil.copy(student("wrong-checker"), plugin)
    shutil.copy(ZOO, trace)
    _, told = check(lab, plugin, "-D", "-s", "9", "--thorough", "--inject-sbrk", "900", "-f", trace)
    command = re.search("    repeat: (.*)", told)[1]
    assert command == f"./mdriver -a '{plugin}' -f '{trace}' -D --thorough --inject-sbrk 900 -s 9"
    again = lab.run("sh", "-c", command + " -c").stdout
    assert again.split("\n\n")[0] == told


@pytest.mark.parametrize("name, option, sentence", [
    ("no-checker", "-D", "no-checker: there is no mm_checkheap: -D had nothing to call"),
    ("no-calloc", "-c", "no-calloc: there is no mm_calloc: mm_malloc and memset did its work")])
def test_what_is_lacking_is_told_once(lab, student, name, option, sentence):
    run, _ = check(lab, student(name), option, "-f", "traces/short1.rep", "-f", "traces/short2.rep")
    assert run.returncode == 0 and run.stdout.count(sentence) == 1
    assert "there is no" not in lab.mdriver("-c", "-a", student("correct"), option, "-f", ZOO).stdout


def test_the_last_lines_before_a_failure_are_shown(lab, student):
    run, _ = check(lab, student("prints-late"), "-f", "traces/random.rep")
    printed = run.stderr.splitlines()
    assert printed[0] == "prints-late| ... (981 lines before these; -V shows all)"
    assert printed[-1] == "prints-late| call 1001" and len(printed) == 21
    assert len(lab.mdriver("-c", "-V", "-a", student("prints-late"), "-f", "traces/random.rep").stderr.splitlines()) == 1001


def test_traces_that_do_not_count(lab):
    run = lab.mdriver("-c", "-f", "traces/short1.rep")
    assert re.search(r"^mm +1/1 +not scored: no trace of this run counts$", run.stdout, re.M)
    assert "0.0 %" not in run.stdout and "score =" not in run.stdout


TOO_SHORT, NO_ELF = ["Exec format error"] * 2 if MUSL else ["file too short", "invalid ELF header"]


@pytest.mark.parametrize("name, content, sentence", [
    ("text", "this is no allocator\n", f"text is no allocator: {TOO_SHORT}"),
    ("long", "this is no allocator\n" * 1000, f"long is no allocator: {NO_ELF}"),
    ("empty", "", f"empty is no allocator: {TOO_SHORT}"),
    ("x.c", "int x;\n", "x.c is a source: 'make build/x.so MM={}' makes an allocator of it"),
    ("folder", None, "folder is a folder, and no allocator")])
def test_a_file_that_is_no_allocator(lab, tmp_path, name, content, sentence):
    path = tmp_path / name
    if content is None:
        path.mkdir()
    else:
        path.write_text(content)
    run = lab.mdriver("-a", path)
    assert run.returncode == 2 and run.stdout == ""
    assert run.stderr == f"mdriver: {tmp_path}/{sentence.format(path)}\n"


def test_an_object_without_mm_init(lab, tmp_path):
    source = tmp_path / "x.c"
    source.write_text("int x;\n")
    lab.run(*CC, "-shared", "-o", tmp_path / "x.so", source)
    run = lab.mdriver("-a", tmp_path / "x.so")
    assert run.returncode == 2 and run.stderr == f"mdriver: {tmp_path}/x.so is no allocator: it has no mm_init\n"


def test_what_is_not_built_and_what_is_old(lab, tmp_path):
    """In a lab of its own, with alloc/ but no build/alloc, and an mm.c that was just changed."""
    for folder in ("build", "alloc", "alloc/explicit", "traces"):
        (tmp_path / folder).mkdir()
    for file in ("build/mdriver", "build/mm.so", "alloc/explicit/explicit-lifo.c", "traces/short1.rep", "mm.c"):
        shutil.copy(f"{lab.path}/{file}", tmp_path / file)
    os.utime(tmp_path / "build/mm.so", (1, 1))
    run = lab.run("build/mdriver", "-c", "-a", "explicit-lifo", cwd=tmp_path)
    assert run.returncode == 2
    assert run.stderr == "mdriver: explicit-lifo is not built yet: 'make variants' builds the reference family\n"
    run = lab.run("build/mdriver", "-c", cwd=tmp_path)
    assert run.returncode == 0 and run.stdout.startswith("mm.c is newer than its build: 'make' builds it\n")
    os.utime(tmp_path / "mm.c", (1, 1))
    assert "newer" not in lab.run("build/mdriver", "-c", cwd=tmp_path).stdout


@pytest.mark.timed
def test_a_looping_allocator_is_soon_done(lab, student):
    _, told = check(lab, student("endless"))
    line = line_of("endless.c", "        rounds++;")
    assert re.search(r"^endless: traces/\S+.rep:\d+: malloc: did not return within 5 seconds\n.*\n"
                     rf"    in search, endless.c:({line - 1}|{line}|{line + 1})\n    in mm_malloc, endless.c:\d+\n", told, re.M), told
    assert "did not return within 0.5 seconds" in told
    assert "the deadline was short, since endless has hung before; with -s 300 it is 5 seconds" in told


def test_who_is_slow_does_not_hang(lab, student):
    _, told = check(lab, student("slow"), "-s", "2", "-f", "traces/random.rep")
    assert "too slow: it has come as far as this in 2 seconds, and not to the end (-s gives more)" in told


def test_the_progress_line_counts_down(lab, student):
    driver, terminal = pty.openpty()
    subprocess.run([lab.path + "/mdriver", "-c", "-s", "3", "-a", student("endless"), "-f", ZOO], cwd=lab.path,
                   stdout=subprocess.DEVNULL, stderr=terminal, timeout=300, check=False)
    os.close(terminal)
    shown = os.read(driver, 65536).decode()
    assert re.search("zoo: checking endless, 3 s of the processor left.*zoo: checking endless, 2 s of the processor left",
                     shown, re.S), shown
