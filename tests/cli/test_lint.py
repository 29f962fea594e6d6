"""Each of lint's rules finds what it forbids, where it stands, and nothing else."""

import os
import re
import shutil
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader

import pytest

LAB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.dont_write_bytecode = True
loader = SourceFileLoader("lint", os.path.join(LAB, "tools", "lint"))
lint = module_from_spec(spec_from_loader("lint", loader))
loader.exec_module(lint)

# What each rule's sentence is said of: the file, and the line that breaks the rule.
PLANTED = {
    "only driver/host/load.c loads plug-ins": ("driver/run.c", "h = dlopen(path, RTLD_NOW);"),
    "only driver/host/allocator.c names libc's malloc as an allocator":
        ("driver/time/measure.c", "a.malloc = malloc;"),
    "only driver/judge/whole.c calls mm_checkheap, and driver/apart/serve.c for it":
        ("driver/time/measure.c", "c->a->checkheap(1);"),
    "only driver/judge/payload.c writes payloads": ("driver/judge/checked.c", "memset(payload, 0, n);"),
    "only driver/time/bench.c reads the clock, and those who wait until a deadline":
        ("driver/host/replay.c", "clock_gettime(CLOCK_MONOTONIC, &now);"),
    "only driver/host/isolate.c starts and ends processes, and driver/host/death.c handles signals":
        ("driver/run.c", "if (fork() == 0)"),
    "only driver/report/ and driver/study/ print to stdout; a child's is seen to by driver/host/isolate.c and "
    "driver/apart/main.c":
        ("driver/result/score.c", 'printf("%d", 1);'),
    "only driver/base/error.c ends the run": ("mdriver.c", "exit(1);"),
    "only driver/host/isolate.c ends a child": ("driver/run.c", "_exit(1);"),
    "a struct has no typedef": ("memlib.h", "typedef struct block block;"),
    "names that end in _t are the system's": ("alloc/block.h", "struct block_t {"),
    "a macro names a constant or a function; it holds no code":
        ("alloc/block.h", "#define PUT(p, x) \\\n    (*(p) = (x)); \\\n    g()"),
    "if (CONSTANT), not #if: what depends on the machine is in a room's platform":
        ("alloc/core.h", "#if FOOTERS"),
    "only driver/trace/trace.c reads traces, and driver/result/tsv.c an earlier table":
        ("driver/run.c", 'FILE *f = fopen(path, "r");'),
    "driver/ knows nothing of alloc/": ("driver/run.c", '#include "alloc/block.h"'),
    "alloc/ includes only its own files, mm.h, memlib.h and config.h":
        ("alloc/x/x.c", '#include "driver/trace/trace.h"'),
    "of host/ the judge knows only host.h, but where its child begins and ends":
        ("driver/judge/checked.c", '#include "host/isolate.h"'),
    "mm.c includes only mm.h, memlib.h and config.h": ("mm.c", '#include "alloc/block.h"'),
    "nothing depends on mm.c, the student's file": ("alloc/x.c", '#include "mm.c"'),
    "no blanks at a line's end": ("tools/x.py", "x = 1 "),
    "four blanks, no tab": ("mm.c", "\tint x;"),
    "do it, or leave it: no notes to self": ("Makefile", "# TO" + "DO"),
    "no path of the machine it was written on": ("setup", "cd /wo" + "rk/main"),
}


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A function that writes a file into an empty tree, which is then what lint checks."""
    monkeypatch.setattr(lint, "HOME", str(tmp_path))
    shutil.copy(os.path.join(LAB, "Makefile"), tmp_path)
    shutil.copy(os.path.join(LAB, ".clang-format"), tmp_path)

    def write(path, text):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)

    return write


def test_every_rule_is_tried():
    assert set(PLANTED) == {rule[3] for rule in lint.CODE + lint.TEXT}


@pytest.mark.parametrize("sentence", PLANTED)
def test_a_rule_finds_what_it_forbids(tree, sentence):
    path, line = PLANTED[sentence]
    tree(path, f"first line\n{line}\nlast line\n")
    at = 2 + line.count("\n") - (line.endswith("g()"))
    assert f"{path}:{at}: {sentence}" in list(lint.check_rules(lint.all_files()))


@pytest.mark.parametrize("rule", [rule for rule in lint.CODE if rule[1]], ids=lambda r: r[1])
def test_a_rule_spares_those_who_may(tree, rule):
    path = rule[1].split()[0].replace("*", "c")
    tree(path, PLANTED[rule[3]][1] + "\n")
    assert not [found for found in lint.check_rules(lint.all_files()) if rule[3] in found]


def test_comments_and_strings_are_no_code(tree):
    tree("driver/run.c", '/* fork() and\n exit(1) */ // dlopen(x)\nf("abort();", \'"\');\n')
    assert list(lint.check_rules(lint.all_files())) == []


def test_a_room_uses_only_rooms_below_it(tree):
    for room in ("debug", "host", "judge"):
        tree(f"driver/{room}/head.h", f"/* {room}/ is the room of something. */\n")
    tree("driver/judge/checked.h", "")
    tree("driver/host/replay.c", '#include "judge/checked.h"\n')
    tree("driver/judge/whole.c", '#include "judge/checked.h"\n')
    tree("driver/debug/view.c", '#include "judge/checked.h"\n')
    assert list(lint.check_rooms(lint.all_files())) == [
        "driver/host/replay.c:1: driver/host/ uses only rooms below it, not driver/judge/"]


def test_a_room_says_what_it_is_for(tree):
    tree("driver/time/measure.h", "")
    assert list(lint.check_rooms(lint.all_files())) == ["driver/time: no header says what it is the room of"]


def test_a_folder_of_the_driver_is_a_room(tree):
    tree("driver/attic/old.c", "")
    assert "driver/attic/ is none of the driver's rooms" in list(lint.check_rooms(lint.all_files()))[0]


def test_no_circle_of_modules(tree):
    tree("driver/judge/a.h", "")
    tree("driver/judge/b.h", "")
    tree("driver/judge/a.c", '#include "judge/a.h"\n#include "judge/b.h"\n')
    assert list(lint.check_circles(lint.all_files())) == []
    tree("driver/judge/b.c", '#include "judge/b.h"\n#include "judge/a.h"\n')
    assert list(lint.check_circles(lint.all_files())) == [
        "driver/judge/a.c:2: driver/judge/b uses driver/judge/a in turn: no circles",
        "driver/judge/b.c:2: driver/judge/a uses driver/judge/b in turn: no circles"]


def test_a_file_must_say_what_it_is(tree):
    tree("driver/x.c", "/*\n * y.c - Something else.\n */\n")
    assert list(lint.check_heads(lint.all_files())) == [
        "driver/x.c:1: the head comment is 'x.c - one sentence.'"]


def in_c(name, length):
    return f"static struct x *{name}(int a,\n    int b)\n{{\n" + "    f();\n" * (length - 4) + "}\n"


def in_python(name, length):
    return f"def {name}():\n" + "    f()\n" * (length - 1)


@pytest.mark.parametrize("path, function", [
    ("mm.c", in_c), ("driver/judge/x.c", in_c), ("alloc/core.h", in_c), ("tests/unit/x.c", in_c),
    ("tools/x.py", in_python), ("tests/cli/x.py", in_python)])
def test_a_function_has_at_most_40_lines(tree, path, function):
    tree(path, function("within", 40) + "\n" + function("beyond", 41))
    assert f"{path}:42: beyond has 41 lines, more than 40" in list(lint.check_functions(lint.all_files()))
    assert not [found for found in lint.check_functions(lint.all_files()) if "within" in found]


@pytest.mark.parametrize("lengths, found", [
    ([20, 4, 4], []), ([20, 10, 5], ["functions have 11.7 lines in the mean, more than 10"])])
def test_functions_are_short_in_the_mean(tree, lengths, found):
    tree("mm.c", "\n".join(in_c(f"f{n}", n) for n in lengths))
    tree("tools/x.py", in_python("f", 40))
    assert list(lint.check_functions(lint.all_files())) == found


def test_every_function_of_the_tree_is_seen():
    """As many as there are braces that end one: the check would not notice what it cannot read."""
    for path in lint.all_files():
        if lint.in_list(path, lint.EVERY_C):
            code = lint.code_of(lint.read(path))
            assert len(list(lint.c_functions(code))) == len(re.findall(r"^}$", code, re.M)), path


@pytest.mark.parametrize("path, text, tool, words", [
    ("mm.c", "static int unused;\n", "gcc", "unused"),
    ("mm.c", "static int unused;\n", "clang", "unused"),
    ("mm.c", "int x(void)\n{\n    return 1L << 40;\n}\n", "gcc", "error"),
    ("mm.h", "int   x;\n", "clang-format", "mm.h:1: clang-format would change it"),
    ("setup", "#!/bin/sh\necho $1\n", "shellcheck", "SC2086")])
def test_the_tools_are_asked(tree, path, text, tool, words):
    if not shutil.which(tool):
        pytest.skip(f"{tool} is not installed")
    tree(path, text)
    assert words in "\n".join(lint.check_tools(lint.all_files()))


def test_a_tool_that_is_missing_is_named(tree, monkeypatch, capsys):
    tree("mm.h", "int   x;\n")
    monkeypatch.setattr(shutil, "which", lambda tool: None)
    assert list(lint.check_tools(lint.all_files())) == []
    assert "clang-format is not installed" in capsys.readouterr().err


def test_python_must_compile(tree):
    tree("tools/x.py", "x = 1\ndef f(:\n")
    assert "tools/x.py:2" in list(lint.check_python(lint.all_files()))[0]
