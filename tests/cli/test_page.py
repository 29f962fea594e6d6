"""The page that shows a heap (--page), as a file: the browser's tests are in tests/page."""

import base64
import json
import re
import zlib

import pytest

OPS = {"a": 0, "c": 1, "m": 2, "r": 3, "f": 5}


def facts_of(page):
    return json.loads(re.search(r'id="facts">(.*?)</script>', page, re.DOTALL)[1])


def numbers_of(page):
    """All packed numbers, in order."""
    packed = re.search(r'id="numbers">(.*?)</script>', page, re.DOTALL)[1]
    value, shift = 0, 0
    for byte in zlib.decompress(base64.b64decode(packed), wbits=-15):
        value, shift = value | (byte & 127) << shift, shift + 7
        if byte < 128:
            yield value
            value, shift = 0, 0


def requests_of(path):
    lines = [line.split("#")[0].split() for line in open(path, encoding="utf-8")]
    return [words for words in lines if words and words[0] in OPS]


def test_the_page_has_the_trace_and_both_allocators(lab, tmp_path):
    page, trace = tmp_path / "heap.html", f"{lab.path}/traces/bc.rep"
    run = lab.mdriver("-c", "--page", page, "-a", "mm,mm", "-f", trace)
    assert run.returncode == 0, run.stderr
    text, requests = page.read_text(), requests_of(trace)
    facts = facts_of(text)
    assert facts["requests"] == len(requests) and facts["allocators"][0]["done"] == len(requests)
    numbers = list(numbers_of(text))
    assert numbers[:len(requests)] == [OPS[words[0]] for words in requests]
    sizes = numbers[2 * len(requests):3 * len(requests)]
    assert [n for n, words in zip(sizes, requests) if words[0] == "a"] == \
        [int(words[2]) for words in requests if words[0] == "a"]


def test_a_page_of_no_heap_is_refused(lab, tmp_path):
    run = lab.mdriver("-c", "--page", tmp_path / "x.html", "-a", "libc", "-f", "traces/short1.rep")
    assert run.returncode == 2
    assert "no allocator of this run has a simulated heap" in run.stderr


def test_a_page_is_of_one_trace(lab, tmp_path):
    run = lab.mdriver("--page", tmp_path / "x.html", "-f", "traces/short1.rep", "-f", "traces/short2.rep")
    assert run.returncode == 2 and "--page is of one trace: name it with -f" in run.stderr


def test_a_failure_offers_the_page_which_has_its_sentence(lab, tmp_path):
    lab.run("make", "-s", "build/broken/crash.so")
    page = tmp_path / "heap.html"
    run = lab.mdriver("-c", "--page", page, "-a", "build/broken/crash.so", "-f", "traces/short1.rep")
    assert "see:  ./mdriver -a build/broken/crash.so -f traces/short1.rep -c --page heap.html" in run.stdout
    failed = facts_of(page.read_text())["allocators"][0]
    assert failed["message"] == "free: crashed (segmentation fault)" and failed["line"] == 9
    assert failed["done"] == 3


@pytest.mark.long
def test_a_trace_that_no_browser_would_hold_is_refused(lab, tmp_path):
    trace = tmp_path / "endless.rep"
    trace.write_text("a 0 8\nf 0\n" * 1_000_001)
    run = lab.mdriver("-c", "--page", tmp_path / "x.html", "-f", trace)
    assert run.returncode == 2
    assert "a page shows at most 2000000 requests, and endless has 2000002 (tools/trace filter" in run.stderr
