"""earlier - A class beside an earlier run of it: who has moved, and why scores may not compare."""

from grading import course
from grading.options import UserError

COMPARED = {"score": "formula", "published": "published traces", "hidden": "hidden traces",
            "lab": "lab", "machine": "machine", "seed": "seed"}


def fill(rows, folder):
    """Adds to each row its score in the earlier run, and the change. Returns what is different
    between the two runs beside the submissions."""
    before = {row["name"]: row for row in course.read(folder)}
    if not before:
        raise UserError(f"--compare: there are no results in {folder}")
    for row in rows:
        old = before.get(row["name"])
        row["before"] = "new" if old is None else old["score"]
        if old is not None and None not in (old["score"], row["score"]):
            row["change"] = round(row["score"] - old["score"], 1)
    return differences(rows, before)


def differences(rows, before):
    """The words for what of the setting is not the same."""
    new = [row.result["setting"] for row in rows if row.entry and row.result["setting"]]
    old = [row.result["setting"] for row in before.values() if row.result["setting"]]
    if not new or not old:
        return []
    return [words for key, words in COMPARED.items()
            if {one.get(key) for one in new} != {one.get(key) for one in old}]
