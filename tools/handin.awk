# handin.awk - A variant of alloc/ as one file: what it includes from there is put in place, once.
# Nothing else is there twice, and what only kept a header from being included twice is left out.
#
#     awk -f tools/handin.awk alloc/explicit/explicit-lifo.c

# Its lines into lines[1..count]; a guard's are left empty.
function read_file(path, lines,    count, line, status) {
    while ((status = (getline line < path)) > 0)
        lines[++count] = line
    close(path)
    if (status < 0) {
        print "handin.awk: " path ": there is no such variant" > "/dev/stderr"
        exit 2
    }
    if (lines[1] ~ /^#ifndef [A-Z_]+_H$/)
        lines[1] = lines[2] = lines[count] = ""
    return count
}

# One empty line is enough.
function write(line) {
    if (line != "" || last != "")
        print line
    last = line
}

# The file that the line includes, if it is one of the family: "alloc/block.h" is where it says,
# "block.h" beside the file that includes it.
function included(line, folder) {
    if (line !~ /^#include "/ || line ~ /"(mm|memlib|config)\.h"/)
        return ""
    gsub(/^#include "|".*/, "", line)
    return line ~ /^alloc\// ? line : folder line
}

function paste(path,    lines, count, i, other, folder) {
    folder = path
    sub(/[^\/]*$/, "", folder)
    count = read_file(path, lines)
    for (i = 1; i <= count; i++) {
        other = included(lines[i], folder)
        if (lines[i] ~ /^#include / && seen[other ? other : lines[i]]++)
            continue
        if (other)
            paste(other)
        else
            write(lines[i])
    }
}

BEGIN { paste(ARGV[1]) }
