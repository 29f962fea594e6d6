/*
 * tsv.c - The results for programs. Later columns may be added; these stay.
 */

#include "result/tsv.h"

#include "base/error.h"
#include "base/text.h"
#include "trace/trace.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char header[] =
    "allocator\ttrace\tweight\tvalid\tutilization\tpeak\theap\trequests\t"
    "seconds\tkops\tratio\tratio_lo\tratio_hi\tline\tmessage\tscore\tresident\t"
    "instructions\tinstructions_ratio\tinstructions_score\t"
    "utilization_over_time\tinternal\texternal\tscore_width\t"
    "placement\tanswers\n";

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

static void write_instructions(FILE *file, const struct result *r,
                               const struct score *score)
{
    bool counted = r->valid && r->instructions > 0;

    write_number(file, counted, "%.0f", (double)r->instructions);
    write_number(file, counted, "%.6f",
                 counted ? (double)r->reference_instructions / (double)r->instructions
                         : 0);
    write_number(file, score && score->has_utilization && score->has_instructions, "%.6f",
                 score ? score->counted_index : 0);
}

/* Fractions of the heap. */
static void write_fragmentation(FILE *file, const struct result *r)
{
    bool has_heap = r->valid && r->simulated;
    double internal = r->walked ? (double)r->internal / (double)r->heap : 0;

    write_number(file, has_heap, "%.6f", r->over_time);
    write_number(file, r->walked, "%.6f", internal);
    write_number(file, r->walked, "%.6f",
                 (double)(r->heap - r->peak - r->internal) / (double)r->heap);
}

/* Where its payloads were, for --checked. */
static void write_places(FILE *file, const struct result *r)
{
    if (r->valid && r->answers)
        fprintf(file, "\t%" PRIx64 "\t%" PRIx64, r->placement, r->answers);
    else
        fputs("\t-\t-", file);
}

static void write_row(FILE *file, const struct result *r, const struct score *score)
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
    write_number(file, score && score->has_utilization && score->has_speed, "%.3f",
                 score ? score->index : 0);
    write_number(file, r->resident > 0, "%.0f", (double)r->resident);
    write_instructions(file, r, score);
    write_fragmentation(file, r);
    write_number(file, score && score->has_utilization && score->has_speed, "%.3f",
                 score ? score->width : 0);
    write_places(file, r);
    fputc('\n', file);
}

/* A file, or what will be one; a terminal or a pipe is written to as it is, and so is
 * what /dev and /proc call by another name, and a file that a link only promises. */
static bool is_file(const char *path)
{
    struct stat status;

    if (strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0)
        return false;
    if (stat(path, &status) < 0)
        return lstat(path, &status) < 0;
    if (S_ISDIR(status.st_mode))
        error_user("%s: this is a folder", path);
    return S_ISREG(status.st_mode);
}

/* Where the file itself is, if the path is a link to it. */
static char *target(const char *path)
{
    char *real = realpath(path, NULL);

    return real ? real : duplicate(path);
}

/* What is no file: behind what has been written to it, also where it is a descriptor of
 * ours by its name. */
static FILE *open_stream(const char *path)
{
    int number;

    fflush(NULL);
    if (strcmp(path, "/dev/stdout") == 0)
        path = "/dev/fd/1";
    if (sscanf(path, "/dev/fd/%d", &number) == 1 ||
        sscanf(path, "/proc/self/fd/%d", &number) == 1)
        return fdopen(dup(number), "a");
    return fopen(path, "a");
}

/* Under another name until it is complete. */
static FILE *begin(const char *path, char **temporary)
{
    char *real = target(path);

    *temporary = is_file(path) ? format("%s.new", real) : duplicate(path);
    free(real);
    FILE *file = is_file(path) ? fopen(*temporary, "w") : open_stream(path);

    if (!file)
        error_user("%s: cannot be written here", path);
    fputs(header, file);
    return file;
}

static void finish(FILE *file, const char *path, char *temporary)
{
    char *real = target(path);
    bool replaces = strcmp(temporary, path) != 0;

    if (fclose(file) != 0 || (replaces && rename(temporary, real) != 0))
        error_system("%s", path);
    free(real);
    free(temporary);
}

void tsv_write(const char *path, const struct score *scores, size_t count)
{
    char *temporary;
    FILE *file = begin(path, &temporary);

    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < scores[i].count + scores[i].required; j++)
            write_row(file, &scores[i].results[j], &scores[i]);
    finish(file, path, temporary);
}

void tsv_write_unfinished(const char *path, char *const *allocators,
                          size_t allocator_count, char *const *traces, size_t trace_count)
{
    char *temporary;

    if (!is_file(path))
        return;
    FILE *file = begin(path, &temporary);
    for (size_t i = 0; i < allocator_count; i++)
        for (size_t j = 0; j < trace_count; j++) {
            struct result r = {.allocator = stem(allocators[i], ".so"),
                               .trace = trace_name(traces[j]),
                               .weight = 1,
                               .message = "the run did not finish"};
            write_row(file, &r, NULL);
        }
    finish(file, path, temporary);
}

/* The columns that are read back. Tables of earlier drivers lack those from MORE on. */
enum {
    ALLOCATOR,
    TRACE,
    WEIGHT,
    VALID,
    PEAK,
    HEAP,
    REQUESTS,
    RATIO,
    RATIO_LO,
    RATIO_HI,
    LINE,
    MESSAGE,
    MORE,
    OVER_TIME = MORE,
    PLACEMENT,
    ANSWERS,
    COLUMNS
};

static const char *const names[COLUMNS] = {"allocator",
                                           "trace",
                                           "weight",
                                           "valid",
                                           "peak",
                                           "heap",
                                           "requests",
                                           "ratio",
                                           "ratio_lo",
                                           "ratio_hi",
                                           "line",
                                           "message",
                                           "utilization_over_time",
                                           "placement",
                                           "answers"};

/* Where each column stands in this file. */
static void find_columns(const char *path, char *line, size_t places[COLUMNS])
{
    size_t found = 0, place = 0;

    for (size_t i = 0; i < COLUMNS; i++)
        places[i] = SIZE_MAX;
    for (char *field; (field = strsep(&line, "\t\n")); place++)
        for (size_t i = 0; i < COLUMNS; i++)
            if (strcmp(field, names[i]) == 0) {
                places[i] = place;
                found += i < MORE;
            }
    if (found != MORE)
        error_user("%s:1: these are not the columns that --tsv writes", path);
}

static double number(const char *field)
{
    return field ? strtod(field, NULL) : 0; /* "-" is 0 */
}

static uint64_t hexadecimal(const char *field)
{
    return field ? strtoull(field, NULL, 16) : 0;
}

static struct result read_row(const char *path, size_t row, char *line,
                              const size_t places[COLUMNS])
{
    char *fields[COLUMNS] = {NULL};
    size_t place = 0;

    for (char *field; (field = strsep(&line, "\t\n")); place++)
        for (size_t i = 0; i < COLUMNS; i++)
            if (places[i] == place)
                fields[i] = field;
    for (size_t i = 0; i < COLUMNS; i++)
        if (!fields[i] && places[i] != SIZE_MAX)
            error_user("%s:%zu: there is no %s", path, row, names[i]);
    bool valid = number(fields[VALID]) != 0;
    return (struct result){.allocator = duplicate(fields[ALLOCATOR]),
                           .trace = duplicate(fields[TRACE]),
                           .weight = (int)number(fields[WEIGHT]),
                           .valid = valid,
                           .simulated = strcmp(fields[HEAP], "-") != 0,
                           .peak = (size_t)number(fields[PEAK]),
                           .heap = (size_t)number(fields[HEAP]),
                           .over_time = number(fields[OVER_TIME]),
                           .placement = hexadecimal(fields[PLACEMENT]),
                           .answers = hexadecimal(fields[ANSWERS]),
                           .requests = (size_t)number(fields[REQUESTS]),
                           .line = (uint32_t)number(fields[LINE]),
                           .message = valid ? NULL : duplicate(fields[MESSAGE]),
                           .timed = strcmp(fields[RATIO], "-") != 0,
                           .ratio = number(fields[RATIO]),
                           .ratio_lo = number(fields[RATIO_LO]),
                           .ratio_hi = number(fields[RATIO_HI])};
}

struct result *tsv_read(const char *path, size_t *count)
{
    FILE *file = fopen(path, "r");
    struct result *results = NULL;
    char *line = NULL;
    size_t room = 0, places[COLUMNS];

    *count = 0;
    if (!file || getline(&line, &room, file) < 0)
        error_user("%s: %s", path, file ? "it is empty" : strerror(errno));
    find_columns(path, line, places);
    while (getline(&line, &room, file) > 0) {
        results = realloc(results, (*count + 1) * sizeof *results);
        if (!results)
            error_system("no memory");
        results[*count] = read_row(path, *count + 2, line, places);
        ++*count;
    }
    free(line);
    fclose(file);
    return results;
}
