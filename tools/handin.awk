# handin.awk - A variant of alloc/ as one file: what it includes from there is put in place, once.
# Nothing else is there twice, and what only kept a header from being included twice is left out.
#
#     awk -f tools/handin.awk alloc/explicit-lifo.c

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

function paste(path,    lines, count, i, name, folder) {
    folder = path
    sub(/[^\/]*$/, "", folder)
    count = read_file(path, lines)
    for (i = 1; i <= count; i++) {
        if (lines[i] !~ /^#include /)
            write(lines[i])
        else if (!(lines[i] in seen)) {
            seen[lines[i]] = 1
            name = lines[i]
            if (sub(/^#include "/, "", name) && sub(/".*/, "", name) && name !~ /^(mm|memlib|config)\.h$/)
                paste(folder name)
            else
                write(lines[i])
        }
    }
}

BEGIN { paste(ARGV[1]) }
