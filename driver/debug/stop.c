/*
 * stop.c - Is there a request in the line before which a debugger is to stop?
 */

#include "debug/stop.h"

#include "base/error.h"
#include "trace/trace.h"

#include <stdbool.h>

static bool has_request(const struct trace *trace, size_t line)
{
    for (size_t i = 0; i < trace->count; i++)
        if (trace->lines[i] == line)
            return true;
    return false;
}

void stop_check(const char *path, size_t line)
{
    struct trace trace = trace_load(path);

    if (trace.count == 0)
        error_user("%s: there is no request in this trace to stop before", path);
    if (!has_request(&trace, line))
        error_user("%s:%zu: there is no request in this line; the first is in line %u, "
                   "the last in line %u",
                   path, line, trace.lines[0], trace.lines[trace.count - 1]);
    trace_free(&trace);
}
