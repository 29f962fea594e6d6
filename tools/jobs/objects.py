"""objects.py - Objects from JSON, grouped, sorted and written again."""

import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    rows = [json.loads(line) for line in file]
groups = {}
for row in rows:
    groups.setdefault(row["city"], []).append(row)
for city, members in sorted(groups.items()):
    members.sort(key=lambda row: (-row["age"], row["name"]))
    names = {name: [row["age"] for row in members if row["name"] == name]
             for name in {row["name"] for row in members}}
    print(json.dumps([city, len(members), sorted(names.items())[:50]]))
