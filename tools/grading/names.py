"""names - What others have named or written, made safe to show.

A submission's name, its messages and what it prints may hold anything: line ends, escape
sequences of a terminal, formulas of a spreadsheet, a hundred thousand characters.
"""

import hashlib
import os
import re

LONGEST_NAME = 160      # bytes of a folder of results; a file name may have 255
LONGEST_MESSAGE = 300   # characters of a sentence in a table
OWN_NAME = re.compile(r"(class([-.].*)?|withdrawn|bundle\.zip|page\.html)")
FORMULA = tuple("=+-@\t\r")


def escaped(character):
    """As Python writes it; a byte that is no UTF-8 as \\x80 to \\xff."""
    code = ord(character)
    if code < 128 or 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code & 0xFF:02x}"
    return f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


def line(text):
    """The text as one line of printable characters."""
    return "".join(c if c.isprintable() else escaped(c) for c in text)


def block(text):
    """Likewise, but lines stay lines."""
    return "\n".join(line(part) for part in text.split("\n"))


def message(text):
    """A sentence for a table, of bounded length."""
    text = line(" ".join(str(text).split()))
    return text if len(text) <= LONGEST_MESSAGE else text[:LONGEST_MESSAGE - 4] + " ..."


def shown(name):
    """A file's name as one line of text, whatever its bytes; no two names are shown alike."""
    text = os.fsencode(name).decode("utf-8", "surrogateescape")
    return line(text.replace("\\", "\\\\"))


def folder(name):
    """The name of the submission's folder of results: printable, not too long, and none of
    those that the class's own files have."""
    text = shown(name)
    if OWN_NAME.fullmatch(text):
        text = f"\\x{ord(text[0]):02x}" + text[1:]
    if len(text.encode()) > LONGEST_NAME:
        digest = hashlib.sha256(os.fsencode(name)).hexdigest()[:12]
        text = text.encode()[:LONGEST_NAME - 13].decode("utf-8", "ignore") + "-" + digest
    return text


def cell(value):
    """A field of a CSV file that no spreadsheet takes for a formula."""
    text = line(str(value))
    return "'" + text if text.startswith(FORMULA) else text
