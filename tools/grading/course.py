"""course - A class: a row for each submission, and for everyone on the roster; class.csv."""

import csv
import io
import json
import os

from grading import names, stored
from grading.student import NOT_GRADED

FIELDS = "name verdict score utilization speed valid fits message".split()
MORE = "checker id person late before change".split()    # where they were asked for
WITHDRAWN = "withdrawn"
NOTHING = "nothing handed in"


class Row(dict):
    """The fields of one submission; `entry`: its folder of results, or None."""

    def __init__(self, result, entry):
        super().__init__({name: result[name] for name in FIELDS})
        self.entry, self.result = entry, result
        self["checker"] = result["checker"]
        if result["verdict"] == NOT_GRADED:
            self["score"] = None

    def ran(self):
        """Was it replayed at all?"""
        return self.result["valid"] is not None


def missing(name):
    """The row of somebody who has handed in nothing."""
    empty = {**dict.fromkeys(FIELDS + MORE), "name": name, "verdict": NOTHING, "score": 0.0,
             "fits": "", "message": ""}
    return Row(empty, None)


def entries(folder):
    """The folders of results below it, in order."""
    return sorted(entry for entry in os.listdir(folder) if entry != WITHDRAWN
                  and os.path.isdir(os.path.join(folder, entry)))


def read(folder):
    """A row for each complete result below the folder."""
    found = [(stored.read(os.path.join(folder, entry)), entry) for entry in entries(folder)]
    rows = [Row(result, entry) for result, entry in found if result]
    return sorted(rows, key=lambda row: (row["name"], row.entry))


def withdraw(folder, present):
    """Results of what is not handed in any more leave the class: they move aside."""
    gone = [entry for entry in entries(folder) if entry not in present
            and os.path.exists(os.path.join(folder, entry, "result.json"))]
    aside = os.path.join(folder, WITHDRAWN)
    for entry in gone:
        os.makedirs(aside, exist_ok=True)
        place, number = os.path.join(aside, entry), 1
        while os.path.lexists(place):
            number += 1
            place = os.path.join(aside, f"{entry}-{number}")
        os.rename(os.path.join(folder, entry), place)
    return gone


def keep_setting(folder, setting, present):
    """What collect has to know of a run: its setting, and whose results belong to it."""
    stored.replace(os.path.join(folder, "class.json"),
                   json.dumps({"setting": setting, "present": sorted(present)}, indent=1) + "\n")


def setting_of(folder):
    """What keep_setting has written; nothing where it has not."""
    try:
        with open(os.path.join(folder, "class.json"), encoding="utf-8") as file:
            kept = json.load(file)
        return kept["setting"], set(kept["present"])
    except (OSError, ValueError, KeyError, TypeError):
        return None, None


def columns(rows):
    """The fields that some row has."""
    return FIELDS + [name for name in MORE if any(row.get(name) is not None for row in rows)]


def write_csv(rows, path):
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(columns(rows))
    for row in rows:
        table.writerow([names.cell("" if row.get(name) is None else row[name])
                        for name in columns(rows)])
    stored.replace(path, text.getvalue())
