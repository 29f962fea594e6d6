"""The playground in a real browser: by choosing, clicking and typing as a reader would."""

import re
import shutil

import pytest

import browser

TOOLS = "clang", "wasm-ld"
MISSING = [tool for tool in TOOLS if not shutil.which(tool)] + ([] if browser.CHROMIUM else ["chromium"])
pytestmark = [pytest.mark.long, pytest.mark.longest,
              pytest.mark.skipif(bool(MISSING), reason=f"{', '.join(MISSING)}: not installed")]


@pytest.fixture(scope="module")
def address(lab):
    assert lab.run("make", "-s", "-j2", "playground").returncode == 0
    return f"file://{lab.path}/build/playground.html"


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    window = browser.Browser(tmp_path_factory.mktemp("profile"))
    yield window
    window.close()
    assert window.errors == []


@pytest.fixture
def window(chromium, address):
    chromium.open(f"{address}?trace=comb&request=1000#explicit-lifo,explicit-best")
    return chromium


def wait_for(window, title):
    """Until a recording has been shown; a second is long."""
    window.value("new Promise((done, fail) => { const look = (left) => document.getElementById('title').textContent ==="
                 f" {title!r} ? done() : left ? setTimeout(look, 20, left - 1) : fail(document.body.innerText);"
                 " look(500); })")


def request_of(window):
    return int(re.match(r"request (\d+) ", window.text("#where"))[1])


def choose(window, control, name):
    """By keys alone: to the control, and the letters of the name."""
    window.value(f"document.getElementById({control!r}).focus()")
    window.type(name)
    window.key("Enter")


def write(window, text):
    window.value("document.getElementById('text').select()")
    window.ask("Input.insertText", text=text)


def test_the_address_leads_to_a_moment(window):
    assert window.text("#title") == "comb: explicit-lifo beside explicit-best" and request_of(window) == 1000


def test_the_address_may_say_allocators(chromium, address):
    chromium.open(f"{address}?trace=needle#allocators=tlsf")
    assert chromium.text("#title") == "needle: tlsf"


def test_another_policy_at_the_same_request(window):
    choose(window, "policy", "tree-best")
    wait_for(window, "comb: tree-best beside explicit-best")
    assert request_of(window) == 1000
    assert window.value("location.search + location.hash") == "?trace=comb&request=1000#tree-best,explicit-best"


def test_one_policy_alone(window):
    choose(window, "beside", "nothing")
    wait_for(window, "comb: explicit-lifo")


def test_another_trace(window):
    choose(window, "example", "needle")
    wait_for(window, "needle: explicit-lifo beside explicit-best")
    assert "trace=needle" in window.value("location.search")


def test_typed_requests_are_seen_at_once(window):
    window.key("e")
    write(window, "a 0 100\na 1 200\nf 0\n")
    wait_for(window, "typed: explicit-lifo beside explicit-best")
    assert window.text("#where").endswith(" of 3: malloc(id 1, 200 bytes)")
    assert "trace" not in window.value("location.search")


def test_a_mistake_is_told_and_the_picture_stays(window):
    window.key("e")
    write(window, "a 0 100\nf 7\n")
    window.value("new Promise((done) => setTimeout(done, 600))")
    assert window.text("#failure") == "line 2: id 7 is freed, but it is not live"
    assert window.text("#title") == "comb: explicit-lifo beside explicit-best"
    write(window, "a 0 100\nf 0\n")
    wait_for(window, "typed: explicit-lifo beside explicit-best")
    assert window.value("document.getElementById('failure').hidden")


def test_the_caret_is_at_the_request(window):
    window.key("e")
    line = window.value("(() => { const t = document.getElementById('text');"
                        " return t.value.slice(0, t.selectionStart).split('\\n').length; })()")
    assert line == window.value("heapPage.trace.line[999]")
    window.key("Escape")
    window.key("n")
    assert request_of(window) == 1001


def test_a_file(window, lab):
    root = window.ask("DOM.getDocument")["root"]["nodeId"]
    node = window.ask("DOM.querySelector", nodeId=root, selector="#file")["nodeId"]
    window.ask("DOM.setFileInputFiles", nodeId=node, files=[f"{lab.path}/traces/bc.rep"])
    wait_for(window, "bc: explicit-lifo beside explicit-best")


@pytest.mark.parametrize("size", [(1280, 720), (2560, 1080)])
def test_all_is_in_sight(window, size):
    window.key("e")
    window.resize(*size)
    below = window.value("Math.max(...[...document.querySelectorAll('.keys, .heap canvas, #losses, #text')]"
                         ".map((e) => e.getBoundingClientRect().bottom))")
    wide = window.value("document.documentElement.scrollWidth")
    window.resize(1280, 720)
    assert below <= size[1] and wide <= size[0]


BROKEN = {
    "reads past all memory": ("*(volatile char *)0x7fffffff = 0;", "malloc: memory access out of bounds"),
    "never comes back": ("for (volatile int n = 0; n < 1;) ;", "has not come back after"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_an_allocator_that_ends_the_worker_is_told(chromium, lab, tmp_path, what):
    statement, sentence = BROKEN[what]
    with open(f"{lab.path}/mm.c", encoding="utf-8") as file:
        text = file.read().replace("*mm_malloc(size_t n)\n{", f"*mm_malloc(size_t n)\n{{\n    if (n == 77) {statement}", 1)
    (tmp_path / "broken.c").write_text(text)
    assert lab.run("make", "-s", "page", f"MM={tmp_path}/broken.c").returncode == 0
    chromium.open(f"file://{lab.path}/build/page.html?trace=short1#broken")
    assert chromium.value("document.getElementById('failure').hidden")
    chromium.key("e")
    chromium.value("playground.waitAtMost(800)")
    write(chromium, "a 0 8\na 1 77\n")
    chromium.value("new Promise((done) => setTimeout(done, 1500))")
    assert sentence in chromium.text("#failure")
