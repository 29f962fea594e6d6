# handin.awk - A variant of alloc/ as one file: what it includes from there is put in place, once.
#
#     awk -f tools/handin.awk alloc/explicit-lifo.c

function paste(path,    line, name, folder) {
    folder = path
    sub(/[^\/]*$/, "", folder)
    if ((getline line < path) < 0) {
        print "handin.awk: " path ": there is no such variant" > "/dev/stderr"
        exit 2
    }
    do {
        name = line
        if (sub(/^#include "/, "", name) && sub(/".*/, "", name) && name !~ /^(mm|memlib|config)\.h$/) {
            if (!(name in seen)) {
                seen[name] = 1
                paste(folder name)
            }
        } else
            print line
    } while ((getline line < path) > 0)
    close(path)
}

BEGIN { paste(ARGV[1]) }
