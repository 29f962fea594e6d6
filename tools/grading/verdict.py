#!/usr/bin/env python3
"""verdict.py - One grade as Autolab or Gradescope reads it.

    verdict.py autolab|gradescope RESULTS/NAME LOG

Without a complete grade it is 0 points, and says that the grader is at fault, with the log.
"""

import json
import os
import sys


def grade(folder, log):
    try:
        with open(os.path.join(folder, "result.json"), encoding="utf-8") as file:
            points = json.load(file)["score"]
        with open(os.path.join(folder, "report.txt"), encoding="utf-8") as file:
            return points, file.read()
    except (OSError, ValueError, KeyError):
        with open(log, encoding="utf-8", errors="replace") as file:
            return 0.0, "not graded, through no fault of the submission:\n" + file.read()[-2000:]


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in ("autolab", "gradescope"):
        sys.exit(__doc__)
    points, report = grade(*sys.argv[2:])
    if sys.argv[1] == "autolab":
        print(report)
        print(json.dumps({"scores": {"mm": points}}))
    else:
        print(json.dumps({"score": points, "output": report, "output_format": "text",
                          "visibility": "visible", "stdout_visibility": "hidden"}, indent=1))


if __name__ == "__main__":
    main()
