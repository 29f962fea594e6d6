"""docs/debugging.md shows what its commands print. UPDATE_DOCS=1 writes it there."""

import os
import re

from conftest import wants_backtrace


def session(lab, block):
    """The commands of a block with what they print now."""
    shown = []
    for command in re.findall(r"^\$ (.*)$", block, re.M):
        printed = lab.run("sh", "-c", command).stdout
        shown.append(f"$ {command}\n{printed}")
    return "".join(shown)


@wants_backtrace
def test_the_session_is_real(lab):
    path = os.path.join(lab.path, "docs/debugging.md")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    now = re.sub(r"(?<=```console\n).*?(?=```)", lambda block: session(lab, block[0]), text, flags=re.S)
    if os.environ.get("UPDATE_DOCS"):
        with open(path, "w", encoding="utf-8") as file:
            file.write(now)
    assert now == text


def test_it_finds_something(lab):
    with open(os.path.join(lab.path, "docs/debugging.md"), encoding="utf-8") as file:
        text = file.read()
    assert "requests shrunk to" in text and "crashed (segmentation fault)" in text
