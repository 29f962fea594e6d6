#!/bin/sh
# run.sh - Runs a fuzzer, and says in a few lines what came of it.
#
#   tests/fuzz/run.sh FUZZER [libFuzzer's option]...
#   A=NAME PLUGIN=FILE tests/fuzz/run.sh build/fuzz/allocator ...
#
# What was found is beside the fuzzer: its whole output (.log), the input (.input), and
# of an allocator the requests as a trace (.rep), which the driver has made short.
# Exit status: 0 nothing was found, 1 something was, 3 the fuzzer does not run.

set -u
cd "$(dirname "$0")/../.." || exit 3
fuzzer=$1
shift
kind=$(basename "$fuzzer")
name=${A:-$kind}
found=$(dirname "$fuzzer")/$name
corpus=$(mktemp -d)
trap 'rm -rf "$corpus"' EXIT
trap 'exit 3' INT TERM

# What a person wants to see of the log while it grows.
show()
{
    if [ -t 2 ]; then
        awk -v name="$name" '/^#/ { printf "\rfuzz: %s: %s inputs ", name, $1 > "/dev/stderr" }
            { print; fflush() } END { printf "\r\033[K" > "/dev/stderr" }'
    else
        cat
    fi
}

# The first thing that was wrong, and where: the frames in the lab's own files.
cause()
{
    grep -aEm1 'request [0-9]+: |runtime error:|ERROR: |Assertion ' "$1" | sed 's/^==[0-9]*== *//'
    grep -aE '^ +#[0-9]+ .*/(alloc|driver|tests|mm|memlib)[^ ]*\.[ch]:[0-9]+' "$1" |
        sed -E 's/^ +#[0-9]+ 0x[0-9a-f]+ in /    in /' | head -n 4
}

# Writes the requests of an input as a trace.
write_trace()
{
    TRACE=$2 "$fuzzer" -timeout=2 "$1" >/dev/null 2>&1
}

# The input made short by the fuzzer, for what the driver does not see.
minimize()
{
    "$fuzzer" -timeout=2 -minimize_crash=1 -max_total_time=10 -exact_artifact_path="$found.short" \
        "$found.input" >/dev/null 2>&1
    [ -e "$found.short" ] && mv "$found.short" "$found.input"
    write_trace "$found.input" "$found.rep"
}

shrink()
{
    write_trace "$found.input" "$found.whole.rep"
    if "$(dirname "$fuzzer")/../mdriver" -D -s 5 --shrink="$found.rep" -a "$SPEC" -f "$found.whole.rep" >"$found.txt"; then
        minimize
        echo "    the driver sees nothing wrong with its requests: $found.rep"
        [ "$(wc -l <"$found.rep")" -gt 24 ] || sed '1,4d; s/^/    | /' "$found.rep"
    else
        cat "$found.txt"
        echo "    the requests: $found.rep"
    fi
}

rm -f "$found".*
{
    "$fuzzer" -timeout=5 -rss_limit_mb=4096 -print_final_stats=1 -exact_artifact_path="$found.input" \
        "$@" "$corpus" "tests/fuzz/corpus/$kind" 2>&1
    echo "status $?"
} | show >"$found.log"

runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$found.log")
if grep -q '^status 0$' "$found.log"; then
    echo "fuzz: $name: ${runs:-0} inputs, nothing was found"
    exit 0
fi
if [ ! -e "$found.input" ]; then
    cat "$found.log"
    exit 3
fi
echo "fuzz: $name: after ${runs:-?} inputs: $(cause "$found.log")"
echo "    all it said: $found.log, for the input: $found.input"
[ -z "${A:-}" ] || shrink
exit 1
