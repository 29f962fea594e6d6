/*
 * trace.c - A trace's file, and what is known of each request.
 */

#include "trace/trace.h"

#include "base/error.h"
#include "base/text.h"
#include "config.h"
#include "trace/platform-gzip.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Always false, so that a caller can say why a file is no trace and fail in one
 * statement. */
static bool refuse(struct complaint *complaint, const char *reason)
{
    complaint->line = 0;
    snprintf(complaint->reason, sizeof complaint->reason, "%s", reason);
    return false;
}

/* The open file's text, mapped; NULL if it is empty. */
static bool map_file(int file, const char **text, size_t *length,
                     struct complaint *complaint)
{
    struct stat status;

    if (file < 0 || fstat(file, &status) < 0)
        return refuse(complaint, strerror(errno));
    if (S_ISDIR(status.st_mode))
        return refuse(complaint, "this is a folder, not a trace (-t takes a folder)");
    if (!S_ISREG(status.st_mode))
        return refuse(complaint, "this is no regular file");
    *length = (size_t)status.st_size;
    void *map = *length ? mmap(NULL, *length, PROT_READ, MAP_PRIVATE, file, 0) : NULL;
    *text = map;
    if (map == MAP_FAILED)
        return refuse(complaint, "cannot be mapped");
    const char *reason;
    return gzip_unpack(text, length, &reason) || refuse(complaint, reason);
}

char *trace_name(const char *path)
{
    char *unpacked = stem(path, ".gz");
    char *name = stem(unpacked, ".rep");

    free(unpacked);
    return name;
}

bool trace_read(struct trace *trace, const char *path, struct complaint *complaint)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    const char *text;
    size_t length;
    bool mapped = map_file(file, &text, &length, complaint);

    if (file >= 0)
        close(file);
    if (!mapped)
        return false;
    if (!trace_parse(trace, text, length, complaint)) {
        munmap((void *)(uintptr_t)text, length);
        return false;
    }
    trace->path = path;
    trace->name = trace_name(path);
    return true;
}

char *trace_complaint(const char *path, const struct complaint *complaint)
{
    if (complaint->line == 0)
        return format("%s: %s", path, complaint->reason);
    return format("%s:%zu: %s", path, complaint->line, complaint->reason);
}

struct trace trace_load(const char *path)
{
    struct trace trace;
    struct complaint complaint;

    if (!trace_read(&trace, path, &complaint))
        error_user("%s", trace_complaint(path, &complaint));
    return trace;
}

void trace_free(struct trace *trace)
{
    munmap((void *)(uintptr_t)trace->text, trace->length);
    free(trace->requests);
    free(trace->extras);
    free(trace->lines);
    free(trace->survivors);
    free((void *)(uintptr_t)trace->name);
}

bool trace_counts_utilization(int weight)
{
    return weight == 1 || weight == 2;
}

bool trace_counts_throughput(int weight)
{
    return weight == 1 || weight == 3;
}

size_t trace_heap_limit(const struct trace *trace)
{
    size_t factor = trace->peak > SIZE_MAX / HEAP_FACTOR ? 1 : HEAP_FACTOR;
    size_t limit = factor * trace->peak > HEAP_LIMIT ? factor * trace->peak : HEAP_LIMIT;

    return limit < HEAP_RESERVATION ? limit : HEAP_RESERVATION;
}

size_t trace_most_live(const struct trace *trace)
{
    bool *live = allocate(trace->ids + 1, sizeof *live);
    size_t now = 0, most = 0;

    for (size_t i = 0; i < trace->count; i++) {
        const struct request *r = &trace->requests[i];
        bool was = live[r->id];
        live[r->id] = r->op != FREE && r->n > 0 && r->id != trace->ids;
        now = now - was + live[r->id];
        most = now > most ? now : most;
    }
    free(live);
    return most;
}

const char *trace_line(const struct trace *trace, size_t request, int *length)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* of byte order; no part of the line */
    const char *line = trace->text, *end = trace->text + trace->length;

    if (trace->length >= strlen(mark) && memcmp(line, mark, strlen(mark)) == 0)
        line += strlen(mark);
    for (uint32_t i = 1; i < trace->lines[request]; i++)
        line = (const char *)memchr(line, '\n', (size_t)(end - line)) + 1;
    const char *stop = memchr(line, '\n', (size_t)(end - line));
    *length = (int)((stop ? stop : end) - line);
    while (*length > 0 && line[*length - 1] == '\r')
        --*length;
    return line;
}

size_t trace_line_count(const struct trace *trace)
{
    size_t count = trace->length > 0 && trace->text[trace->length - 1] != '\n';

    for (size_t i = 0; i < trace->length; i++)
        count += trace->text[i] == '\n';
    return count;
}

const char *trace_op(const struct request *request)
{
    static const char *const names[] = {"malloc",  "calloc",  "memalign",
                                        "realloc", "realloc", "free"};
    return names[request->op];
}
