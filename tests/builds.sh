#!/bin/sh
# builds.sh - Every variant on every default trace, in two builds that have each compiler, word
# size and alignment once; with ALL=1 in every build.

set -eu
cd "$(dirname "$0")/.."

check() { # FOLDER, then make's variables
    folder=$1
    shift
    make -s -j2 "$@" all variants >/dev/null
    if "$folder/mdriver" -c -a all --timeout 200 --tsv "$folder/all.tsv" >"$folder/all.txt"; then
        echo "$folder: $(($(wc -l <"$folder/all.tsv") - 1)) replays valid"
    else
        cat "$folder/all.txt"
        exit 1
    fi
}

check build/align8/clang ALIGNMENT=8 CC=clang
[ -z "${ALL:-}" ] || check build/clang CC=clang
[ -z "${ALL:-}" ] || check build/align8 ALIGNMENT=8
if echo 'int main(void) { return 0; }' | cc -m32 -xc -o build/probe - 2>/dev/null && build/probe 2>/dev/null; then
    check build/m32 M32=1
    [ -z "${ALL:-}" ] || check build/m32/clang M32=1 CC=clang
    [ -z "${ALL:-}" ] || check build/m32/align16 M32=1 ALIGNMENT=16
else
    echo "build/m32: left out, programs of 32 bits do not run here"
fi
