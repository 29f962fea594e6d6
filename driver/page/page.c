/*
 * page.c - One HTML file that shows what allocators did with a trace, at any request.
 *
 * The file is the page's style, body and scripts (assets.h), what JSON says best, and all
 * long columns of numbers, packed. data.js reads the columns in the order of this file.
 */

#include "page/page.h"

#include "base/error.h"
#include "page/assets.h"
#include "page/pack.h"
#include "page/record.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { MOST_REQUESTS = 2000000 };

/* In quotes, and nothing that could end a script. */
static void write_string(FILE *file, const char *string)
{
    fputc('"', file);
    for (const unsigned char *c = (const unsigned char *)string; *c; c++)
        if (*c < ' ' || *c == '"' || *c == '\\' || *c == '<')
            fprintf(file, "\\u%04x", *c);
        else
            fputc(*c, file);
    fputc('"', file);
}

static void write_named(FILE *file, const char *name, const char *string)
{
    fprintf(file, "\"%s\":", name);
    write_string(file, string ? string : "");
    fputc(',', file);
}

static void pack_trace(struct pack *p, const struct trace *trace)
{
    uint64_t last = 0;

    for (size_t i = 0; i < trace->count; i++)
        pack_number(p, trace->requests[i].op);
    for (size_t i = 0; i < trace->count; i++)
        pack_change(p, trace->requests[i].id, &last);
    for (size_t i = 0; i < trace->count; i++)
        pack_number(p, trace->requests[i].n);
    last = 0;
    for (size_t i = 0; i < trace->count; i++)
        pack_change(p, trace->lines[i], &last);
}

static void pack_answers(struct pack *p, const struct trace *trace,
                         const struct recording *r)
{
    uint64_t last = 0;

    for (size_t i = 0; i < r->done; i++)
        if (trace->requests[i].op != FREE)
            pack_change(p, r->places[i] == NOWHERE ? UINT64_MAX : r->places[i], &last);
    last = 0;
    for (size_t i = 0; i < r->done; i++)
        pack_change(p, r->heaps[i], &last);
}

static void pack_blocks(struct pack *p, const struct recording *r)
{
    uint64_t last = 0;

    for (size_t i = 0; i < r->block_count; i++)
        pack_change(p, r->blocks[i].from, &last);
    for (size_t i = 0; i < r->block_count; i++)
        pack_number(
            p, r->blocks[i].to == NOT_ENDED ? 0 : r->blocks[i].to - r->blocks[i].from);
    last = 0;
    for (size_t i = 0; i < r->block_count; i++)
        pack_change(p, r->blocks[i].start, &last);
    for (size_t i = 0; i < r->block_count; i++)
        pack_number(p, r->blocks[i].size << 1 | r->blocks[i].in_use);
}

/* How many of the requests are of interest: up to the failure. */
static size_t requests_shown(const struct trace *trace, const struct result *r)
{
    size_t i = 0;

    if (r->valid || r->line == 0)
        return trace->count;
    while (i < trace->count && trace->lines[i] <= r->line)
        i++;
    return i;
}

static void write_allocator(FILE *file, const struct result *result,
                            const struct recording *r)
{
    fputc('{', file);
    write_named(file, "name", result->allocator);
    write_named(file, "message", result->message);
    write_named(file, "detail", result->detail);
    fprintf(file, "\"line\":%u,\"done\":%zu,\"walked\":%s,\"stride\":%zu,\"blocks\":%zu}",
            result->line, r->done, r->walked ? "true" : "false", r->stride,
            r->walked ? r->block_count : 0);
}

static void write_data(FILE *file, const struct trace *trace,
                       struct allocator *allocators, const struct result *results,
                       size_t count, double timeout)
{
    struct pack numbers = {0};
    const char *comma = "";

    fputs("<script type=\"application/json\" id=\"facts\">{", file);
    write_named(file, "trace", trace->name);
    fprintf(file, "\"requests\":%zu,\"ids\":%zu,\"allocators\":[", trace->count,
            trace->ids);
    pack_trace(&numbers, trace);
    for (size_t i = 0; i < count; i++) {
        if (!results[i].simulated)
            continue;
        struct recording r = record_heap(trace, requests_shown(trace, &results[i]),
                                         &allocators[i], timeout);
        fputs(comma, file);
        comma = ",";
        write_allocator(file, &results[i], &r);
        pack_answers(&numbers, trace, &r);
        if (r.walked)
            pack_blocks(&numbers, &r);
        record_free(&r);
    }
    fputs("]}</script>\n<script type=\"text/plain\" id=\"numbers\">", file);
    pack_write(&numbers, file);
    fputs("</script>\n", file);
    pack_free(&numbers);
}

/* Where there is no heap to see, the page has nothing to show. */
static void tell_left_out(const char *path, const struct result *results, size_t count)
{
    size_t shown = 0;

    for (size_t i = 0; i < count; i++)
        if (results[i].simulated)
            shown++;
        else
            error_note("%s has no simulated heap: it is not in %s", results[i].allocator,
                       path);
    if (shown == 0)
        error_user("%s: no allocator of this run has a simulated heap", path);
}

/* A browser opens one million in some seconds; of many more it has no memory. */
static void refuse_what_is_too_long(const char *path, const struct trace *trace)
{
    if (trace->count > MOST_REQUESTS)
        error_user("%s: a page shows at most %d requests, and %s has %zu "
                   "(tools/trace filter --sample keeps some of its payloads)",
                   path, MOST_REQUESTS, trace->name, trace->count);
}

void page_write(const char *path, struct allocator *allocators,
                const struct result *results, size_t count, double timeout)
{
    tell_left_out(path, results, count);
    struct trace trace = trace_load(results[0].path);
    refuse_what_is_too_long(path, &trace);
    FILE *file = fopen(path, "w");

    if (!file)
        error_user("%s: %s", path, strerror(errno));
    fputs("<!doctype html>\n<meta charset=\"utf-8\">\n<title>", file);
    fputs("See the heap</title>\n<style>\n", file);
    assets_style(file);
    fputs("</style>\n", file);
    assets_html(file);
    write_data(file, &trace, allocators, results, count, timeout);
    fputs("<script type=\"module\">\n", file);
    assets_scripts(file);
    fputs("</script>\n", file);
    if (fclose(file) != 0)
        error_system("%s", path);
    trace_free(&trace);
}
