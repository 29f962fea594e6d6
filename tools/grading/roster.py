"""roster - Who should have handed something in: a CSV file of id, name, late days.

A submission belongs to the id that its name is, or begins with: 1234, 1234_mm, 1234 (2).
"""

import csv

from grading import course, names
from grading.options import UserError

HEADS = {"id", "sid", "student id", "netid", "user"}


def read(path):
    """id -> (name, late days), in the file's order."""
    people = {}
    with open(path, newline="", encoding="utf-8-sig", errors="replace") as file:
        for number, fields in enumerate(csv.reader(file), start=1):
            fields = [field.strip() for field in fields]
            if not any(fields) or number == 1 and fields[0].lower() in HEADS:
                continue
            if not fields[0] or len(fields) > 3:
                raise UserError(f"{path}:{number}: a line is id, name, late days")
            if fields[0] in people:
                raise UserError(f"{path}:{number}: {names.line(fields[0])} is there twice")
            people[fields[0]] = (fields + ["", ""])[1:3]
    if not people:
        raise UserError(f"{path}: there is nobody on it")
    return people


def belongs(name, person):
    """Is the submission of that name this person's?"""
    rest = name[len(person):]
    return name.startswith(person) and (not rest or not rest[0].isalnum())


def owner(name, people):
    """The longest id that fits, or None."""
    return max((person for person in people if belongs(name, person)), key=len, default=None)


def fill(rows, people):
    """Says whose each row is, and adds one for everybody who has none."""
    seen = set()
    for row in rows:
        person = owner(row["name"], people)
        seen.add(person)
        row["id"] = person or "not on the roster"
        row["person"], row["late"] = people.get(person, ("", ""))
    for person in people.keys() - seen:
        row = course.missing(names.line(person))
        row["id"] = person
        row["person"], row["late"] = people[person]
        rows.append(row)
    rows.sort(key=lambda row: (row["id"] == "not on the roster", row["name"]))
