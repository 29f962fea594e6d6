#!/bin/sh
# autograde.sh - Grades submission/mm.c inside a container of Autolab or Gradescope.
#
# Run from the folder that holds lab/, submission/ and perhaps hidden/. The last thing on
# stdout is what the system reads: Autolab's line, or Gradescope's results.json. Where the
# container has no namespaces to give, it is itself the confinement.

set -u
system=$1
log=$(mktemp)
make -s -C lab > "$log" 2>&1
rm -rf results one && mkdir one && mv submission one/student

set -- one/student --out results
[ -d hidden ] && set -- "$@" --traces hidden
python3 lab/tools/grade.py one "$@" >> "$log" 2>&1
if [ $? -eq 3 ] && ! bwrap --unshare-all --ro-bind / / true 2> /dev/null; then
    python3 lab/tools/grade.py one "$@" --unconfined >> "$log" 2>&1
fi
python3 lab/tools/grading/verdict.py "$system" results/student "$log"
