"""page - What the pages of a class have in common: HTML that nothing in it can break."""

import html

from grading import names, stored

STYLE = """body { font: 15px sans-serif; margin: 2em; max-width: 75em; }
table { border-collapse: collapse; } caption { text-align: left; padding: 6px 0; }
td, th { padding: 3px 9px; border-bottom: 1px solid #ddd; text-align: left; vertical-align: top; }
td.n { text-align: right; white-space: nowrap; } th { cursor: pointer; }
.valid { color: #060; } .other { color: #a00; }"""
SORT = """for (const head of document.querySelectorAll("th"))
  head.onclick = () => {
    const body = head.closest("table").tBodies[0], place = head.cellIndex;
    const value = row => { const text = row.cells[place].textContent, n = parseFloat(text);
                           return isNaN(n) ? text : n; };
    const sign = head.sorted = -(head.sorted || 1);
    const before = (a, b) => (typeof a == typeof b ? a < b : typeof a == "number") ? 1 : a == b ? 0 : -1;
    [...body.rows].sort((a, b) => sign * before(value(a), value(b))).forEach(row => body.append(row));
  };"""


def text(value):
    """Anything as the text of an element."""
    return html.escape(names.line("" if value is None else str(value)))


def address(path):
    """A relative path as a link's address."""
    return "".join(chr(byte) if chr(byte).isalnum() and byte < 128 or chr(byte) in "/._-"
                   else f"%{byte:02x}" for byte in path.encode())


def write(path, title, body):
    """The whole page, its parts given as HTML."""
    stored.replace(path, "\n".join([
        "<!doctype html><html lang=en><meta charset=utf-8>",
        f"<title>{text(title)}</title><style>{STYLE}</style>",
        f"<h1>{text(title)}</h1>", *body, f"<script>{SORT}</script></html>", ""]))
