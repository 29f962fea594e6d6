/*
 * tsv.c - The results for programs. Later columns may be added; these stay.
 */

#include "tsv.h"

#include "error.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>

static const char header[] =
    "allocator\ttrace\tweight\tvalid\tutilization\tpeak\theap\trequests\t"
    "seconds\tkops\tratio\tratio_lo\tratio_hi\tline\tmessage\n";

/* A tab or a line's end would break the row. */
static void write_text(FILE *file, const char *text)
{
    for (; *text; text++)
        fputc((unsigned char)*text < ' ' ? ' ' : *text, file);
}

/* The number, or "-" if it does not exist. */
static void write_number(FILE *file, bool exists, const char *form, double number)
{
    fputc('\t', file);
    if (exists)
        fprintf(file, form, number);
    else
        fputc('-', file);
}

static void write_row(FILE *file, const struct result *r)
{
    bool has_heap = r->valid && r->simulated, timed = r->valid && r->timed;

    write_text(file, r->allocator);
    fputc('\t', file);
    write_text(file, r->trace);
    fprintf(file, "\t%d\t%d", r->weight, r->valid);
    write_number(file, has_heap, "%.6f", result_utilization(r));
    fprintf(file, "\t%zu", r->peak);
    write_number(file, has_heap, "%.0f", (double)r->heap);
    fprintf(file, "\t%zu", r->requests);
    write_number(file, timed, "%.9f", r->seconds);
    write_number(file, timed, "%.1f", result_kops(r));
    write_number(file, timed, "%.4f", r->ratio);
    write_number(file, timed, "%.4f", r->ratio_lo);
    write_number(file, timed, "%.4f", r->ratio_hi);
    write_number(file, r->line > 0, "%.0f", r->line);
    fputc('\t', file);
    write_text(file, r->message ? r->message : "-");
    fputc('\n', file);
}

void tsv_write(const char *path, const struct result *results, size_t count)
{
    char *temporary = format("%s.new", path);
    FILE *file = fopen(temporary, "w");

    if (!file)
        error_user("%s: cannot be written here", path);
    fputs(header, file);
    for (size_t i = 0; i < count; i++)
        write_row(file, &results[i]);
    if (fclose(file) != 0 || rename(temporary, path) != 0)
        error_system("%s", path);
    free(temporary);
}
