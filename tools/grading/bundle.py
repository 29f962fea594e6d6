"""bundle - One archive of the students' pages: NAME/report.txt and NAME/build.log."""

import os
import zipfile

from grading import course, names
from grading.options import UserError

FOR_STUDENTS = ("report.txt", "build.log")


def write(folder, archive):
    """How many students have their page in it."""
    rows = course.read(folder)
    if not rows:
        raise UserError(f"{folder}: there is no complete result in it")
    with zipfile.ZipFile(archive + ".new", "w", zipfile.ZIP_DEFLATED) as file:
        for row in rows:
            for name in FOR_STUDENTS:
                place = os.path.join(folder, row.entry, name)
                if os.path.exists(place):
                    file.write(place, f"{names.line(row.entry)}/{name}")
    os.replace(archive + ".new", archive)
    return len(rows)
