"""make debug: which list a block was left in, and by whom, whatever the blocks look like."""

import os
import pathlib

import pytest
from test_writers import TRACE, assert_told

BUILD = "build/links-test"

# By name: the base in tests/students, what stands there, what instead, the trace (T: that
# of test_writers) and what is told; "<...>" is the number of the line in which that
# stands, and X the file.
BUGS = {
    "resized-before": ("classes", "    remove_free(p);\n    set_tags(p, rest < MINIMUM ? size_of(p) : size, 1);\n",
                       "    set_tags(p, rest < MINIMUM ? size_of(p) : size, 1);\n    remove_free(p);\n", "T", """
"""),
    "head-stays": ("classes", "    else\n        heads[class_of(size_of(p))] = *next(p);\n", "", "T", """
"""),
    "two-lists": ("classes", "        p -= low;\n        remove_free(p);\n", "        p -= low;\n", "T", """
"""),
    "past-the-heads": ("classes", "class < CLASSES - 1 && size", "size", "large", """
"""),
    "one-class": ("classes", "class < CLASSES; class++)\n        for", "class <= class_of(size); class++)\n        for", "traces/jq.rep", """
"""),
    "next-kept": ("ordered", "        low->next = b->next;\n", "", "traces/short3.rep", """
"""),
    "returns-header": ("ordered", "    return take(link, size) + 1;", "    return take(link, size);", "T", """
"""),
    "slab-stays": ("slabs", "        unlink_slab(s);\n        free_run", "        free_run", "traces/short3.rep", """
"""),
    "resized-in-tree": ("tree", "        remove_node(t);\n        size += low;\n    }\n    set_tags(t, size, 0);\n",
                        "        size += low;\n        set_tags(t, size, 0);\n        remove_node(t);\n    }\n    set_tags(t, size, 0);\n", "traces/edge/memalign.rep", """
"""),
    "subtree-lost": ("tree", "    *first = heir->right;\n", "    *first = NULL;\n", "traces/edge/memalign.rep", """
"""),
    "prev-kept": ("explicit", "    if (*next(p))\n        *prev(*next(p)) = *prev(p);\n", "", "circle", """
"""),
}

TRACES = {
    "T": TRACE,
    "large": "0\n4\n8\n0\na 0 100\na 1 24\na 2 100\nf 1\na 3 200000\nf 0\nf 2\nf 3\n",
    "circle": "0\n7\n14\n0\n" + "".join(f"a {i} 100\n" for i in range(6)) + "f 0\nf 2\nf 4\nf 1\na 6 3900\nf 3\nf 5\nf 6\n",
}

BASES = sorted({base for base, *_ in BUGS.values()})


@pytest.fixture(scope="module")
def plugins(lab):
    """All of them, and the correct ones, built at once to be watched."""
    folder = pathlib.Path(lab.path, BUILD)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in TRACES.items():
        (folder / f"{name}.rep").write_text(text)
    for base in BASES:
        source = pathlib.Path(lab.path, f"tests/students/{base}.c").read_text(encoding="ascii")
        (folder / f"{base}.c").write_text(source)
        for name, (of, old, new, *_) in BUGS.items():
            if of == base:
                assert source.count(old) == 1, name
                (folder / f"{name}.c").write_text(source.replace(old, new))
    paths = {name: f"{BUILD}/debug/{BUILD}/{name}.so" for name in [*BUGS, *BASES]}
    made = lab.run("make", "-j2", f"BUILD={BUILD}", "CFLAGS=-w", *paths.values())
    assert made.returncode == 0, made.stderr
    return paths


def run(lab, plugins, name, trace):
    return lab.mdriver("-c", "-D", *(["-s", "1"] if trace == "circle" else []), "-a", f"./{plugins[name]}", "-f", f"{BUILD}/{trace}.rep" if trace in TRACES else trace)


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the addresses are those of 8 bytes")
@pytest.mark.parametrize("name", BUGS)
def test_who_left_it(lab, plugins, name):
    *_, trace, sentences = BUGS[name]
    assert_told(lab, name, sentences, run(lab, plugins, name, trace).stdout, BUILD)


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("trace", ["T", "traces/git.rep", "traces/edge/resize.rep"])
def test_the_correct_ones(lab, plugins, base, trace):
    done = run(lab, plugins, base, trace)
    assert done.returncode == 0 and "out of order" not in done.stdout, done.stdout
