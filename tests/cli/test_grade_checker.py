"""--grade-checker: what heap checkers notice, from none to all of it."""

import os
import re

import pytest
from conftest import CC, FAMILY, LAB

# As students write them, for the blocks of explicit-lifo.
CHECKERS = {
    "blind": "return true;",
    "fearful": "return false;",
    "sometimes-fearful": "static int calls; return ++calls < 400;",
    "headers": """
        struct block *b = first_block();
        while (b < epilogue() && block_size(b) >= MIN_BLOCK)
            b = block_next(b);
        return b == epilogue();""",
    "footers": """
        for (struct block *b = first_block(); block_size(b) > 0; b = block_next(b))
            if (!block_in_use(b) && *block_footer(b) != block_size(b))
                return false;
        return true;""",
    "neighbours": """
        bool before = true;
        for (struct block *b = first_block(); block_size(b) > 0; b = block_next(b)) {
            if (!before && !block_in_use(b))
                return false;
            before = block_in_use(b);
        }
        return true;""",
    "trusts-links": """
        long listed = 0, seen = 0;
        for (struct block *b = list.next; b != &list; b = b->next)
            listed++;
        for (struct block *b = first_block(); block_size(b) > 0; b = block_next(b))
            seen += !block_in_use(b);
        return listed == seen;""",
}


def kinds(run):
    """What was made and noticed of each kind."""
    rows = re.findall(r"^  (\S.*?) +(\d+|-) +(\d+|-)(?: .*)?$", run.stdout, re.M)
    return {name: (made, noticed) for name, made, noticed in rows}


@pytest.fixture(scope="module")
def graded(lab, tmp_path_factory):
    """Of each checker, what the driver says."""
    runs, folder = {}, tmp_path_factory.mktemp("checkers")
    for name, body in CHECKERS.items():
        source, plugin = folder / f"{name}.c", folder / f"{name}.so"
        source.write_text('#define mm_checkheap good_checkheap\n#include "alloc/explicit/explicit-lifo.c"\n#undef mm_checkheap\n'
                          f"bool mm_checkheap(int line)\n{{\n    (void)line;{body}\n}}\n")
        built = lab.run(*CC, "-O1", "-w", "-D_DEFAULT_SOURCE", "-I.", "-fPIC", "-shared",
                        "-Wl,-Bsymbolic", "-o", plugin, source)
        assert built.returncode == 0, built.stderr
        runs[name] = lab.mdriver("--grade-checker", "-a", plugin)
    return runs


@pytest.mark.parametrize("name", sorted(FAMILY))
def test_the_family_notices_all(lab, name):
    run = lab.mdriver("--grade-checker", "-a", name)
    said = re.search(rf"^{name}: noticed (\d+) of (\d+) kinds of damage; mm_checkheap returned true on a sound "
                     r"heap, after each of 600 requests$", run.stdout, re.M)
    assert said, run.stdout
    assert int(said[1]) >= int(said[2]), run.stdout
    assert run.returncode == (said[1] != said[2])
    assert int(said[2]) >= (7 if re.match(r"explicit-(lifo|fifo|address|best|footers)$|tlsf|tree", name) else 1)


def test_a_checker_that_is_always_content_notices_nothing(graded):
    run = graded["blind"]
    assert "blind: noticed 0 of 7 kinds of damage; mm_checkheap returned true on" in run.stdout
    assert all(noticed == "0" for made, noticed in kinds(run).values())
    assert run.returncode == 1


@pytest.mark.parametrize("name", ["fearful", "sometimes-fearful"])
def test_a_checker_that_cries_on_a_sound_heap_notices_nothing(graded, name):
    run = graded[name]
    assert f"{name}: noticed 0 kinds of damage: mm_checkheap returned false on a sound heap" in run.stdout
    assert re.search("mm_checkheap returned false after this request|mm_init: mm_checkheap returned false", run.stdout)
    assert run.returncode == 1


@pytest.mark.parametrize("name, noticed, unnoticed", [
    ("headers", ["a wrong size in a header"], ["a wrong footer", "a wrong link in a free list", "a wrong allocated bit"]),
    ("footers", ["a wrong footer"], ["a wrong link in a free list", "a cycle in a free list", "two free neighbours"]),
    ("neighbours", ["two free neighbours"], ["a wrong footer", "a wrong link in a free list", "a cycle in a free list"]),
    ("trusts-links", ["a free block in no list"], ["a wrong footer", "a cycle in a free list"])])
def test_what_is_looked_at_is_noticed(graded, name, noticed, unnoticed):
    found = kinds(graded[name])
    assert len(found) == 7
    for kind in noticed:
        assert found[kind][0] == found[kind][1] != "0", graded[name].stdout
    for kind in unnoticed:
        assert found[kind][0] > found[kind][1], graded[name].stdout
    assert graded[name].returncode == 1


def test_it_says_what_was_damaged_and_how_it_was_missed(graded):
    assert re.search(r"^      the footer of a free block, 0x[0-9a-f]+ bytes into the heap, was changed from 0x[0-9a-f]+ "
                     r"to 0x[0-9a-f]+: mm_checkheap returned true$", graded["headers"].stdout, re.M)
    assert "mm_checkheap did not return" in graded["trusts-links"].stdout
    assert "mm_checkheap crashed" in graded["trusts-links"].stdout


@pytest.mark.parametrize("name", ["headers", "trusts-links"])
def test_a_command_repeats_each_finding(lab, graded, name):
    found = re.findall(r"^      (.*): (mm_checkheap .*)\n      repeat: \./mdriver (.*)$", graded[name].stdout, re.M)
    assert len(found) == graded[name].stdout.count(": mm_checkheap ") > 3
    for what, how, command in found[:2] + found[-2:]:
        run = lab.mdriver(*command.split())
        assert run.returncode == 1 and f": {what}\n" in run.stdout, run.stdout
        assert run.stdout.endswith(f"{name}: {how}: the damage went unnoticed\n")


def test_one_damage_alone(lab):
    run = lab.mdriver("--grade-checker=footer:1", "-a", "explicit-lifo")
    assert run.returncode == 0
    payloads = re.findall(r"^    0x([0-9a-f]+) +(\d+) bytes, (in use|freed)$", run.stdout, re.M)
    offsets = [int(offset, 16) for offset, _, _ in payloads]
    assert offsets == sorted(offsets) and {state for _, _, state in payloads} == {"in use", "freed"}
    assert re.search(r"^explicit-lifo: footer:1: the footer of a free block, 0x[0-9a-f]+ bytes into", run.stdout, re.M)
    assert run.stdout.endswith("explicit-lifo: mm_checkheap returned false: the damage was noticed\n")
    assert "explicit-lifo| line 0: " in run.stderr    # what the checker prints


@pytest.mark.parametrize("damage", ["footer", "footer:0", "footer:9", "footer:1x", "foot:1", ":1", "footer:12"])
def test_no_such_damage(lab, damage):
    run = lab.mdriver(f"--grade-checker={damage}", "-a", "explicit-lifo")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == ("mdriver: --grade-checker wants size, bit, footer, link, lost, neighbours or cycle, and a number "
                          f"up to 8, such as size:1, not '{damage}'\n")


def test_nothing_to_damage(lab):
    run = lab.mdriver("--grade-checker=footer:1", "-a", "mm")
    assert run.returncode == 2 and run.stderr == "mdriver: mm: there is nothing in its heap that footer:1 could damage\n"
    run = lab.mdriver("--grade-checker=footer:1", "-a", "libc")
    assert run.returncode == 1 and run.stdout == "libc: noticed 0 kinds of damage: there is no mm_checkheap\n"


def test_allocators_without_much_to_damage(lab):
    run = lab.mdriver("--grade-checker", "-a", "mm,libc")
    assert "mm: noticed 1 of 1 kinds of damage" in run.stdout
    assert "libc: noticed 0 kinds of damage: there is no mm_checkheap" in run.stdout


def test_the_allocator_itself_must_be_valid(lab):
    run = lab.mdriver("--grade-checker", "-a", "build/broken/crash.so")
    assert re.search(r"crash: noticed 0 of \d kinds of damage; the allocator itself is not valid", run.stdout)
    assert "repeat" not in run.stdout
    assert run.returncode == 1


def test_named_traces_are_the_sound_heaps(lab):
    run = lab.mdriver("--grade-checker", "-a", "explicit-lifo", "-f", "traces/short1.rep", "-f", "tests/broken/zoo.rep")
    counts = []
    for path in ("traces/short1.rep", "tests/broken/zoo.rep"):
        with open(os.path.join(LAB, path), encoding="ascii") as file:
            counts.append(len(re.findall(r"^[acrf] ", file.read(), re.M)))
    assert f"returned true on a sound heap, after each of {sum(counts)} requests" in run.stdout
    assert run.returncode == 0
