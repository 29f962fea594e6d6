/*
 * profile.c - Lines of callgrind's format, which is described in valgrind's manual.
 *
 * "ob=FILE" says which program or library the lines after it are of, up to the next one.
 * "POSITION COUNT" are instructions executed there; but after "calls=..." the count is
 * that of all which the call has caused, and has lines of its own elsewhere.
 */

#include "time/profile.h"

#include <stdlib.h>
#include <string.h>

static bool begins(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static bool is_allocator(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

    return !begins(name, "mdriver") && !begins(name, "libc.so") && !begins(name, "ld-");
}

static bool is_position(char c)
{
    return c == '+' || c == '-' || c == '*' || (c >= '0' && c <= '9');
}

struct profile profile_read(char *text)
{
    struct profile profile = {0, 0};
    bool own = false, called = false;
    char *rest = NULL;

    for (char *line = strtok_r(text, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest)) {
        const char *count = strchr(line, ' ');
        if (begins(line, "ob="))
            own = is_allocator(line);
        if (is_position(*line) && count && !called) {
            uint64_t instructions = strtoull(count, NULL, 10);
            profile.all += instructions;
            profile.own += own ? instructions : 0;
        }
        called = begins(line, "calls=");
    }
    return profile;
}
