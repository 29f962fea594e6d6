"""Submissions to other handouts: they build, they are valid, and their utilization is the
one that their handout defines."""

import glob
import os
import re
import shutil
import subprocess
import sys

import pytest

from conftest import CC, LAB, results, run, wants_apart, wants_backtrace

sys.path.insert(0, os.path.join(LAB, "tools"))
import handouts

HERE = os.path.join(LAB, "tests", "compat")
SUBMISSIONS = {"csapp-2002": "implicit-2002", "cmu-2016": "explicit-2016",
               "pku-2015": "naive-2015"}
HEAPS = {"csapp-2002": 20 << 20, "cmu-2016": 100 << 20, "pku-2015": 100 << 20}
NULLS = """1 4 12 0
a 0 100
f -1
r 1 500
r 0 0
a 2 0
r 1 2000
a 3 4000
f 2
r 3 0
a 0 17
f 0
f 1
"""


def build(tmp_path, name, contract, source=None, *variables):
    target = f"build/compat-test/{os.path.basename(tmp_path)}.so"
    source = source or f"tests/compat/{name}.c"
    made = run("make", target, f"MM={source}", f"COMPAT={contract}", *variables)
    assert made.returncode == 0, made.stderr
    return os.path.join(LAB, target)


def build_copy(tmp_path, text, *variables):
    """Of a submission to the handout of 2016, with its helper."""
    (tmp_path / "mm.c").write_text(text)
    for helper in "helper-2016.c", "helper-2016.h":
        with open(os.path.join(HERE, helper), encoding="utf-8") as file:
            (tmp_path / helper).write_text(file.read())
    return build(tmp_path, "mm", "cmu-2016", tmp_path / "mm.c", *variables)


def runs_32_bits(folder):
    """Some systems build such programs, and cannot run them."""
    made = run(*CC, "-m32", "-xc", "-o", folder / "probe", "-", input="int main(void) { return 0; }")
    try:
        return made.returncode == 0 and run(folder / "probe").returncode == 0
    except OSError:
        return False


def builds_32_bits():
    return run(*CC, "-m32", "-fsyntax-only", "-xc", "-", input="#include <linux/errno.h>\n").returncode == 0


def driver_32():
    assert run("make", "-j2", "M32=1", "build/m32/mdriver").returncode == 0
    return os.path.join(LAB, "build", "m32", "mdriver")


def check(plugin, traces, tmp_path, program=os.path.join(LAB, "mdriver"), status=0):
    table = tmp_path / "results.tsv"
    done = run(program, "-a", plugin, "-c", "--tsv", table, *traces)
    assert done.returncode == status, done.stdout + done.stderr
    return results(table)


def handout(tmp_path, name, contract):
    """The submission with nothing of the lab's but the headers."""
    program = tmp_path / "handout"
    helper = [os.path.join(HERE, "helper-2016.c")] if contract == "cmu-2016" else []
    done = run("gcc", "-O1", "-w", "-fgnu89-inline", f"-DBOOL_INIT={int(bool(helper))}",
               "-DDRIVER", f"-Icompat/{contract}", os.path.join(HERE, "handout.c"),
               os.path.join(HERE, f"{name}.c"), *helper, "-o", program)
    assert done.returncode == 0, done.stderr
    return program


@pytest.mark.parametrize("contract, name", SUBMISSIONS.items())
def test_utilization_is_the_handouts(tmp_path, contract, name):
    nulls = tmp_path / "nulls.rep"
    nulls.write_text(NULLS)
    traces = [str(nulls)] + sorted(glob.glob(os.path.join(LAB, "traces", "*.rep")))
    plugin = build(tmp_path, name, contract, None, "CC=gcc")
    program = handout(tmp_path, name, contract)
    sizes = [tuple(map(int, run(program, trace).stdout.split())) for trace in traces]
    limit = HEAPS[contract]
    rows = check(plugin, traces, tmp_path, status=int(any(heap > limit for _, heap in sizes)))
    assert len(rows) == len(traces)
    for row, trace, (peak, heap) in zip(rows, traces, sizes):
        if heap > limit:
            assert row["valid"] == "0" and f"of a possible {limit}" in row["message"]
            continue
        assert (row["valid"], int(row["peak"]), int(row["heap"])) == ("1", peak, heap), trace
        assert row["utilization"] == f"{peak / heap:.6f}"


@pytest.mark.parametrize("contract, name", SUBMISSIONS.items())
def test_clang(tmp_path, contract, name):
    plugin = build(tmp_path, name, contract, None, "CC=clang")
    check(plugin, ["traces/jq.rep"], tmp_path)


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_what_the_handouts_driver_lets_pass(tmp_path, compiler):
    plugin = build(tmp_path, "careless-2002", "csapp-2002", None, f"CC={compiler}")
    check(plugin, ["traces/short1.rep", "traces/git.rep", "traces/jq.rep"], tmp_path)


def test_names_of_penn_state(tmp_path):
    with open(os.path.join(HERE, "explicit-2016.c"), encoding="utf-8") as file:
        text = file.read().replace("mem_", "mm_")
    plugin = build_copy(tmp_path, text)
    check(plugin, ["traces/realloc.rep"], tmp_path)


LISTS = """
#include "list.h"
struct number { int value; struct list_elem elem; };
static bool less(const struct list_elem *a, const struct list_elem *b, void *aux)
{
    return list_entry(a, struct number, elem)->value < list_entry(b, struct number, elem)->value;
}
static int value(struct list_elem *e) { return list_entry(e, struct number, elem)->value; }
static int lists_are_wrong(void)
{
    struct number n[] = {{3}, {1}, {2}, {5}, {4}};
    struct list list;
    list_init(&list);
    for (int i = 0; i < 4; i++)
        i % 2 ? list_push_front(&list, &n[i].elem) : list_push_back(&list, &n[i].elem);
    list_sort(&list, less, NULL);
    list_insert_ordered(&list, &n[4].elem, less, NULL);
    int in_order = 1;
    for (struct list_elem *e = list_begin(&list); e != list_end(&list); e = list_next(e))
        if (value(e) != in_order++)
            return -1;
    list_reverse(&list);
    if (value(list_min(&list, less, NULL)) != 1 || list_max(&list, less, NULL) != list_front(&list))
        return -2;
    return value(list_pop_front(&list)) - 5 || value(list_pop_back(&list)) - 1 || list_size(&list) - 3;
}
"""


def test_lists_of_virginia_tech(tmp_path):
    """And payloads that are aligned to 16 bytes."""
    with open(os.path.join(HERE, "implicit-2002.c"), encoding="utf-8") as file:
        text = file.read().replace("static char *first;", f"static char *first;{LISTS}")
    text += "_Static_assert(ALIGNMENT == 16, \"as the handout has it\");\n"
    source = tmp_path / "mm.c"
    source.write_text(text.replace("char *p = mem_sbrk(4 * WSIZE);", "char *p = mem_sbrk(4 * WSIZE);\n"
                                   "    if (lists_are_wrong())\n        return -1;"))
    plugin = build(tmp_path, "mm", "csapp-2002", source)
    check(plugin, ["traces/realloc.rep"], tmp_path)


def test_functions_of_its_own(tmp_path):
    """They come before the handout's of the same name."""
    with open(os.path.join(HERE, "explicit-2016.c"), encoding="utf-8") as file:
        text = file.read() + """
#undef memcpy
void *mem_memcpy(void *dst, const void *src, size_t n) { return memcpy(dst, src, n); }
"""
    plugin = build_copy(tmp_path, text)
    check(plugin, ["traces/realloc.rep"], tmp_path)


def test_helpers_of_helpers(tmp_path):
    """And another source of the same name as the one before is built anew."""
    with open(os.path.join(HERE, "explicit-2016.c"), encoding="utf-8") as file:
        text = file.read()
    plugin = build_copy(tmp_path, text)
    (tmp_path / "helper-2016.c").write_text('#include "other.h"\n#include "helper-2016.h"\n'
                                            "int size_class(size_t n, int k) { return other(n, k); }\n")
    (tmp_path / "other.h").write_text("#include <stddef.h>\nint other(size_t n, int k);\n")
    (tmp_path / "other.c").write_text('#include "other.h"\nint other(size_t n, int k) { return k - 1; }\n')
    made = run("make", "V=1", os.path.relpath(plugin, LAB), f"MM={tmp_path}/mm.c", "COMPAT=cmu-2016")
    assert made.returncode == 0, made.stderr
    assert "other.c" in made.stdout
    check(plugin, ["traces/realloc.rep"], tmp_path)


def test_32_bits(tmp_path):
    if not runs_32_bits(tmp_path):
        pytest.skip("programs of 32 bits do not run here")
    plugin = build(tmp_path, "implicit-2002", "csapp-2002", None, "M32=1")
    try:
        check(plugin, ["traces/realloc.rep"], tmp_path, driver_32())
    except OSError as error:
        pytest.skip(f"this machine runs no programs of 32 bits: {error.strerror}")


def test_const_array_bound_needs_clang(tmp_path):
    with open(os.path.join(HERE, "explicit-2016.c"), encoding="utf-8") as file:
        text = file.read().replace("#ifdef __clang__", "#if 1")
    plugin = build_copy(tmp_path, text, "CC=clang")
    check(plugin, ["traces/realloc.rep"], tmp_path)
    told = run("tools/detect", tmp_path / "mm.c")
    assert told.stdout.startswith("cmu-2016\n")
    assert told.stdout.splitlines()[-1].endswith(f"MM={tmp_path}/mm.c COMPAT=cmu-2016 CC=clang")


def test_bool_comes_with_the_contract(tmp_path):
    with open(os.path.join(HERE, "naive-2015.c"), encoding="utf-8") as file:
        text = file.read().split("\nvoid mm_checkheap")[0] + "\n"
    assert "stdbool" not in text
    source = tmp_path / "mm.c"
    source.write_text(f"{text}bool mm_checkheap(int line)\n{{\n    return (bool)line;\n}}\n")
    check(build(tmp_path, "mm", "pku-2015", source), ["-D", "traces/short1.rep"], tmp_path)


@pytest.mark.parametrize("signature", ["int mm_checkheap(int verbose)",
                                       "static void mm_checkheap(int verbose)",
                                       "int mm_checkheap(void)", "int\nmm_checkheap(char c)",
                                       "struct { int a, b; } mm_checkheap(bool verbose)"])
@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_checkers_of_any_type(tmp_path, signature, compiler):
    with open(os.path.join(HERE, "naive-2015.c"), encoding="utf-8") as file:
        text = file.read().split("\nvoid mm_checkheap")[0] + "\n"
    source = tmp_path / "mm.c"
    result = "return 0;" if signature.startswith("int") else "abort();" if "struct" in signature else "return;"
    source.write_text(f"#include <stdbool.h>\n{text}{signature}\n{{\n    {result}\n}}\n")
    plugin = build(tmp_path, "mm", "pku-2015", source, f"CC={compiler}")
    check(plugin, ["-D", "traces/short1.rep"], tmp_path)


@pytest.mark.parametrize("signature, compiler", [("void mm_checkheap(void)", "gcc"),
                                                 ("int mm_checkheap(int verbose)", "clang"),
                                                 ("bool mm_checkheap(void)", "gcc")])
def test_checkers_of_any_type_after_2016(tmp_path, signature, compiler):
    """What has no answer finds nothing."""
    with open(os.path.join(HERE, "explicit-2016.c"), encoding="utf-8") as file:
        text = file.read().split("\nbool mm_checkheap")[0] + "\n"
    result = "return;" if signature.startswith("void") else f"return {signature.startswith('bool'):d};"
    plugin = build_copy(tmp_path, f"{text}{signature}\n{{\n    {result}\n}}\n", f"CC={compiler}")
    check(plugin, ["-D", "traces/short1.rep"], tmp_path)


def test_lists_beside_the_submission(tmp_path):
    """Are its own, with their source."""
    with open(os.path.join(HERE, "implicit-2002.c"), encoding="utf-8") as file:
        text = file.read().replace("return extend(CHUNKSIZE)", "return list_of_its_own() && extend(CHUNKSIZE)")
    (tmp_path / "mm.c").write_text('#include "list.h"\n' + text)
    (tmp_path / "list.h").write_text("int list_of_its_own(void);\n")
    (tmp_path / "list.c").write_text('#include "list.h"\nint list_of_its_own(void)\n{\n    return 1;\n}\n')
    plugin = build(tmp_path, "mm", "csapp-2002", tmp_path / "mm.c")
    check(plugin, ["traces/realloc.rep"], tmp_path)


def test_no_such_file():
    for name in "nowhere.c", "no where (2).c":
        made = run("make", "build/x.so", f"MM={name}", "COMPAT=csapp-2002")
        assert made.returncode == 2 and f"{name}: there is no such file" in made.stderr


def test_unknown_contract():
    made = run("make", "build/x.so", "MM=mm.c", "COMPAT=cmu-1066")
    assert made.returncode == 2
    assert "there are cmu-2016 csapp-2002 pku-2015" in made.stderr


@pytest.mark.parametrize("contract, name", list(SUBMISSIONS.items()) + [("lab", "../../mm")])
def test_detect(tmp_path, contract, name):
    """And the command that it prints is one that works."""
    told = run("tools/detect", os.path.join(HERE, f"{name}.c"))
    assert told.returncode == 0, told.stdout
    assert told.stdout.splitlines()[0] == contract
    command = told.stdout.splitlines()[-1].strip()
    assert command.startswith("make build/x.so MM=")
    made = run("sh", "-c", command.replace("build/x.so", f"build/compat-test/{tmp_path.name}.so"))
    assert made.returncode == 0, made.stderr


SHORT = """#include <string.h>
#include "mm.h"
#include "memlib.h"
BEFORE
int mm_init(ARGUMENTS) { INIT return 0; }
void *mm_malloc(SIZE n)
{
    char *p = mem_sbrk((int)((n + 15) / 8 * 8));
    if (p == (void *)-1) return NULL;
    *(size_t *)p = n;
    return p + 8;
}
void mm_free(void *p) { (void)p; }
REALLOC
AFTER
"""
REALLOC = """void *mm_realloc(void *p, SIZE n)
{
    size_t old = *(size_t *)((char *)p - 8);
    void *q = mm_malloc(n);
    return q ? memcpy(q, p, old < n ? old : n) : NULL;
}"""
HANDOUTS = {
    "plain": {},
    "looks-below-the-heap": {"INIT": "(void)*(volatile int *)((char *)mem_heap_lo() - 4);"},
    "no-realloc": {"REALLOC": ""},
    "realloc-unwritten": {"ARGUMENTS": "range_t **ranges", "INIT": "if (ranges) return -1;",
                          "REALLOC": "void *mm_realloc(void *p, size_t t) { return NULL; }"},
    "sizes-of-32-bits": {"SIZE": "uint32_t"},
    "sizes-of-int": {"SIZE": "int"},
    "aligned-to-4": {"BEFORE": "#define ALIGNMENT 4", "INIT": "mem_sbrk(4);"},
    "alignment-from-its-header": {"BEFORE": "_Static_assert(ALIGN(1) == ALIGNMENT, \"\");"},
    "align-of-its-own": {"BEFORE": "size_t ALIGN (size_t n) { return (n + 7) & ~7; }"},
    "align-in-small-letters": {"BEFORE": "static size_t align(size_t n) { return (n + 7) & ~7; }",
                               "INIT": "if (is_aligned() != align(7)) return -1;",
                               "AFTER": "int is_aligned(void) { return 8; }"},
    "a-number-for-init": {"ARGUMENTS": "int fit", "INIT": "if (fit) return -1;"},
    "bool-from-its-header": {"BEFORE": "static bool yes = true;"},
    "true-from-its-header": {"INIT": "if (!true) return -1;"},
    "bool-of-its-own": {"BEFORE": "typedef enum {\n    false, true\n} bool;\nstatic bool yes = true;"},
}


def short(tmp_path, file="mm.c", **parts):
    text = SHORT
    given = {"BEFORE": "", "ARGUMENTS": "void", "INIT": "", "REALLOC": REALLOC, "AFTER": "", **parts}
    for name, part in [*given.items(), ("SIZE", parts.get("SIZE", "size_t"))]:
        text = text.replace(name, part)
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text)
    return path


OLD_LISTS = """#include "list.h"
#include "mm_ts.c"
struct boundary_tag { int inuse : 1, size : 31; };
static struct list blocks;"""
HANDOUTS["lists-before-2020"] = {"BEFORE": OLD_LISTS, "INIT": "list_init(&blocks);"}


@pytest.mark.parametrize("kind", HANDOUTS)
def test_detect_finds_how_each_kind_is_built(tmp_path, kind):
    told = run("tools/detect", short(tmp_path, **HANDOUTS[kind]))
    assert told.returncode == 0, told.stdout
    assert told.stdout.splitlines()[-1].endswith("COMPAT=csapp-2002")


@wants_apart
@pytest.mark.parametrize("kind", ["aligned-to-4", "no-realloc", "lists-before-2020"])
def test_apart_finds_the_same(tmp_path, kind):
    plugin = build(tmp_path, "mm", "csapp-2002", short(tmp_path, **HANDOUTS[kind]))
    direct, = check(plugin, ["traces/short1.rep"], tmp_path)
    apart, = check(plugin, ["--apart", "traces/short1.rep"], tmp_path)
    assert apart["heap"] == direct["heap"]


NEW_YORK = """#include <assert.h>
#include <string.h>
#include "mm-common.h"
#include "memlib.h"
#include "mm.h"
static size_t in_use;
int mm_init(void) { in_use = 0; return 0; }
void *mm_malloc(size_t n)
{
    char *p = mem_sbrk(16 + align(n));
    assert(is_aligned(p));
    *(size_t *)p = n;
    in_use++;
    return p + OFFSET;
}
void mm_free(void *p) { in_use--; }
void *mm_realloc(void *p, size_t n)
{
    void *q = mm_malloc(n);
    size_t old = *(size_t *)((char *)p - OFFSET);
    memcpy(q, p, old < n ? old : n);
    mm_free(p);
    return q;
}
heap_info_t mm_checkheap(bool verbose)
{
    heap_info_t info = {.num_allocated_chunks = in_use};
    return info;
}
"""


@pytest.mark.parametrize("offset, said", [(16, ""), (8, "aligned")])
def test_chunks_of_new_york(tmp_path, offset, said):
    """Whose payloads are aligned to 16 bytes."""
    source = tmp_path / "mm.c"
    source.write_text(NEW_YORK.replace("OFFSET", str(offset)))
    plugin = build(tmp_path, "mm", "csapp-2002", source)
    row, = check(plugin, ["traces/short1.rep"], tmp_path, status=int(bool(said)))
    assert said in row["message"]


def test_functions_that_are_named_malloc_and_free(tmp_path):
    with open(os.path.join(HERE, "naive-2015.c"), encoding="utf-8") as file:
        before, _, rest = file.read().partition("#ifdef DRIVER")
    source = tmp_path / "mm.c"
    source.write_text(before + rest.partition("#endif /* def DRIVER */")[2])
    check(build(tmp_path, "mm", "csapp-2002", source), ["traces/short1.rep"], tmp_path)


def test_where_no_build_passes_the_nearest_is_the_one_that_passes_most():
    passed = {False: 3, True: 7}
    found, failed = handouts.choose(handouts.builds("pku-2015"), lambda build: ("it fails", passed[build.m32]))
    assert found is None and handouts.nearest(failed) == handouts.Build("pku-2015", m32=True)
    assert handouts.nearest(failed[:1] + failed[2:]) == handouts.Build("pku-2015")


PAGES = """#include <stdlib.h>
#include "mm.h"
#include "memlib.h"
int mm_init(void) { mem_reset(); return 0; }
void *mm_malloc(size_t n)
{
    size_t page = mem_pagesize(), size = (n + 16 + page - 1) / page * page;
    size_t *block = mem_map(size);
    if (!block || block[2] || !mem_is_mapped(block, size)) return NULL;
    *block = size;
    return block + 2;
}
void mm_free(void *p)
{
    size_t *block = (size_t *)p - 2, size = *block;
    mem_unmap(block, size);
    if (mem_is_mapped(block, size)) abort();
}
"""


def test_pages_that_are_given_back(tmp_path):
    """They are mapped again, empty, where there are enough in a run."""
    source = tmp_path / "mm.c"
    source.write_text(PAGES)
    told = run("tools/detect", source)
    assert told.returncode == 0, told.stdout
    plugin = build(tmp_path, "mm", "csapp-2002", source)
    trace = tmp_path / "pages.rep"
    trace.write_text("1 4 8 0\na 0 9000\nf 0\na 1 100\na 2 5000\nf 1\nf 2\na 3 9000\nf 3\n")
    row, = check(plugin, [trace], tmp_path)
    assert int(row["heap"]) == 6 * os.sysconf("SC_PAGESIZE")


@pytest.mark.parametrize("file", ["my lab/mm (1).c", "it's [x]/a&b;c.c", "x'\"y.c", "50%*?.c"])
def test_names_that_make_cannot_hold(tmp_path, file):
    source = short(tmp_path, file, BEFORE='#include "its own.h"')
    (source.parent / "its own.h").write_text("")
    plugin = build(tmp_path, "mm", "csapp-2002", source)
    check(plugin, ["traces/short1.rep"], tmp_path)
    assert not glob.glob(os.path.join(LAB, "build", "plain-*"))


def test_a_header_of_the_files_own_name(tmp_path):
    source = short(tmp_path, "list_mm.c", BEFORE='#include "list_mm.h"')
    (tmp_path / "list_mm.h").write_text("#include <stddef.h>\n")
    check(build(tmp_path, "list_mm", "csapp-2002", source), ["traces/short1.rep"], tmp_path)


def test_the_heap_is_as_large_as_the_handouts(tmp_path):
    """20 MB in that of 2002, of which this one frees nothing."""
    plugin = build(tmp_path, "mm", "csapp-2002", short(tmp_path))
    done = run("./mdriver", "-c", "-a", plugin, "traces/git.rep")
    assert done.returncode == 1 and "of a possible 20971520" in done.stdout


@pytest.mark.longest
def test_a_realloc_that_its_handouts_traces_do_not_ask_for(tmp_path):
    source = short(tmp_path, REALLOC="void *mm_realloc(void *p, size_t n) { return p; }")
    told = run("tools/detect", source)
    *_, reason, command = told.stdout.splitlines()
    assert told.returncode == 1 and reason.strip().startswith("But for its realloc it passes")
    assert command.endswith("COMPAT=csapp-2002 REALLOC=none")
    check(build(tmp_path, "mm", "csapp-2002", source, "REALLOC=none"), ["traces/short1.rep"], tmp_path)


def test_detect_tries_32_bits(tmp_path):
    """Where the kernel cannot, by qemu."""
    if not builds_32_bits():
        pytest.skip("the kernel's headers for 32 bits are not installed (gcc-multilib)")
    if not runs_32_bits(tmp_path) and not shutil.which("qemu-i386"):
        pytest.skip("programs of 32 bits do not run here, and qemu-i386 is not installed")
    told = run("tools/detect", short(tmp_path, INIT="if (sizeof(void *) != 4) return -1;"))
    assert told.returncode == 0, told.stdout
    assert told.stdout.splitlines()[-1].endswith("COMPAT=csapp-2002 M32=1")


def test_detect_says_what_was_wrong_with_each_build(tmp_path):
    told = run("tools/detect", short(tmp_path, INIT="*(volatile int *)8 = 1;"))
    lines = [line.strip() for line in told.stdout.splitlines()]
    assert told.returncode == 1
    assert [line for line in lines if line.startswith("With 64 bits: traces/") and "crashed" in line]
    assert [line for line in lines if line.startswith("With clang: ")]


def test_detect_says_what_it_cannot():
    told = run("tools/detect", "tests/compat/helper-2016.c", "nowhere.c")
    assert told.returncode == 2
    assert len(told.stderr.splitlines()) == 2
    assert "usage" in run("tools/detect", "--help").stdout


CRASHES = {"REALLOC": "void *mm_realloc(void *p, size_t n)\n{\n    *(volatile int *)8 = 1;\n    return NULL;\n}"}


def hint(told, what):
    """The command that the driver suggests."""
    return re.search(rf"next: (make {what} .*?)  ", told).group(1)


def typed(command, **options):
    return subprocess.run(command, shell=True, cwd=LAB, capture_output=True, text=True, check=False, **options)


def told_as_its_author_knows_it(text, source):
    line = 1 + source.read_text().split("\n").index("    *(volatile int *)8 = 1;")
    assert re.search(rf"\n    the address is a null pointer plus 8\n(    the word .*\n)?    in mm_realloc, mm.c:{line}\n"
                     "    repeat: ", text), text


@wants_backtrace
@pytest.mark.parametrize("where, what", [("INIT", "mm_init"), ("REALLOC", "mm_realloc")])
def test_places_are_those_of_the_file_as_it_was_handed_in(tmp_path, where, what):
    plugin = build(tmp_path, "mm", "csapp-2002", short(tmp_path, **{**CRASHES, "INIT": "*(volatile int *)8 = 1;"
                                                                    if where == "INIT" else ""}))
    told = run("./mdriver", "-c", "-a", plugin, "-f", "traces/short1.rep").stdout
    assert re.search(rf"null pointer plus 8\n    in {what}, mm\.c:\d+\n    repeat: ", told), told


@wants_backtrace
def test_make_debug_builds_what_it_was_built_with(tmp_path):
    source = short(tmp_path, **CRASHES, BEFORE="team_t team;")
    plugin = build(tmp_path, "mm", "csapp-2002", source)
    first = run("./mdriver", "-c", "-a", plugin, "-f", "traces/short1.rep").stdout
    told_as_its_author_knows_it(first, source)
    debugged = typed(hint(first, "debug"))
    told_as_its_author_knows_it(debugged.stdout, source)
    for words in f"A={plugin} COMPAT=csapp-2002", f"A={source} COMPAT=csapp-2002", f"MM={source} COMPAT=csapp-2002":
        told_as_its_author_knows_it(typed(f"make debug F=traces/short1.rep {words}").stdout, source)


def test_make_debug_in_a_folder_with_a_blank(tmp_path):
    folder = tmp_path / "a lab"
    folder.mkdir()
    for name in set(os.listdir(LAB)) - {"build", "mdriver", ".git"}:
        os.symlink(os.path.join(LAB, name), folder / name)
    told = subprocess.run(["make", "-n", "debug", "F=traces/git.rep", "MM=tests/students/explicit.c"], cwd=folder,
                          capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    assert "build/debug/tests/students/explicit.so" in told.stdout


def test_make_gdb_builds_what_it_was_built_with(gdb, tmp_path):
    source = short(tmp_path, **CRASHES, BEFORE="team_t team;")
    plugin = build(tmp_path, "mm", "csapp-2002", source)
    first = run("./mdriver", "-c", "-a", plugin, "-f", "traces/short1.rep").stdout
    stopped = typed(hint(first, "gdb"), input="c\nbt 1\nkill\nq\n")
    assert "submission_realloc" in stopped.stdout, stopped.stdout + stopped.stderr


@wants_backtrace
def test_hints_for_32_bits(tmp_path):
    if not builds_32_bits() or not (runs_32_bits(tmp_path) or shutil.which("qemu-i386")):
        pytest.skip("programs of 32 bits cannot be built, or do not run here")
    source = short(tmp_path, **CRASHES, BEFORE="team_t team;")
    plugin = build(tmp_path, "mm", "csapp-2002", source, "M32=1")
    emulator = [] if runs_32_bits(tmp_path) else ["qemu-i386"]
    driver = [*emulator, os.path.relpath(driver_32(), LAB)]
    first = run(*driver, "-c", "-a", plugin, "-f", "traces/short1.rep").stdout
    told_as_its_author_knows_it(first, source)
    repeat = re.search("repeat: (.*)", first).group(1)
    assert repeat == f"{' '.join(driver)} -a {plugin} -f traces/short1.rep"
    told_as_its_author_knows_it(typed(repeat).stdout, source)
    assert hint(first, "debug").endswith(" M32=1")
    told_as_its_author_knows_it(typed(hint(first, "debug")).stdout, source)


def test_what_was_made_otherwise_since_is_not_built_as_before(tmp_path):
    """The note beside a plug-in is that of its last build."""
    plugin = build(tmp_path, "mm", "csapp-2002", short(tmp_path))
    made = plugin.removesuffix(".so") + ".made"
    with open(made, encoding="utf-8") as file:
        assert "COMPAT='csapp-2002'" in file.read()
    assert run("make", os.path.relpath(plugin, LAB), "MM=mm.c").returncode == 0
    assert not os.path.exists(made)
