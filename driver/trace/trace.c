/*
 * trace.c - Text to requests, in one pass over a mapped file.
 */

#include "trace/trace.h"

#include "base/error.h"
#include "base/text.h"
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where we are in the text, and what we know by then. */
struct reader {
    const char *p, *end;
    size_t line;
    size_t promised;  /* requests, as the header says */
    size_t accounted; /* requests that are in these two: */
    size_t *live;     /* of each id: its size plus one, or 0 */
    size_t payload;   /* the sum of the live sizes */
    struct trace *trace;
    struct complaint *complaint;
};

/* Always false, so that a caller can complain and fail in one statement. */
__attribute__((format(printf, 2, 3))) static bool complain(struct reader *r,
                                                           const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    r->complaint->line = r->line;
    vsnprintf(r->complaint->reason, sizeof r->complaint->reason, format, arguments);
    va_end(arguments);
    return false;
}

static bool at_line_end(const struct reader *r)
{
    return r->p == r->end || *r->p == '\n';
}

/* Blanks, the carriage return of a CRLF, and a comment up to the line's end. */
static void skip_blanks(struct reader *r)
{
    while (r->p < r->end && (*r->p == ' ' || *r->p == '\t' || *r->p == '\r'))
        r->p++;
    if (r->p < r->end && *r->p == '#')
        while (!at_line_end(r))
            r->p++;
}

/* To the next thing to read, over as many lines as it takes. False at the end of the
 * text. */
static bool skip_to_word(struct reader *r)
{
    for (skip_blanks(r); r->p < r->end && *r->p == '\n'; skip_blanks(r)) {
        r->p++;
        r->line++;
    }
    return r->p < r->end;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Does a word that was read up to here end here? */
static bool is_word_end(const struct reader *r, const char *p)
{
    return p == r->end || *p == '\n' || *p == ' ' || *p == '\t' || *p == '\r' ||
           *p == '#';
}

/* A decimal number that fits a size_t. */
static bool read_number(struct reader *r, const char *what, size_t *number)
{
    size_t n = 0;
    const char *start = r->p;

    if (r->p < r->end && *r->p == '-')
        return complain(r, "%s is negative", what);
    for (; r->p < r->end && is_digit(*r->p); r->p++) {
        size_t digit = (size_t)(*r->p - '0');
        if (n > (SIZE_MAX - digit) / 10)
            return complain(r, "%s is too large for this machine", what);
        n = 10 * n + digit;
    }
    if (r->p == start && at_line_end(r))
        return complain(r, "%s is missing", what);
    if (r->p == start || !is_word_end(r, r->p))
        return complain(r, "%s is not a number", what);
    *number = n;
    return true;
}

static bool read_header(struct reader *r)
{
    static const char *const what[] = {"first number of the header (heap size or weight)",
                                       "second number of the header (ids)",
                                       "third number of the header (requests)",
                                       "fourth number of the header"};
    size_t number[4];

    for (int i = 0; i < 4; i++) {
        if (!skip_to_word(r))
            return complain(r, "the file ends before the %s", what[i]);
        if (!read_number(r, what[i], &number[i]))
            return false;
    }
    skip_blanks(r);
    if (!at_line_end(r))
        return complain(r, "there is more in the line than the header");
    size_t weight = number[0] <= 3 ? number[0] : number[3];
    if (weight > 3)
        return complain(r, "weight is %zu, not 0 to 3", weight);
    r->trace->weight = (int)weight;
    r->trace->ids = number[1];
    r->promised = number[2];
    return true;
}

/* Is so much promised that the text cannot hold it? The shortest request has 4
 * characters. */
static bool check_header(struct reader *r)
{
    size_t room = (size_t)(r->end - r->p) / 4 + 1;

    if (r->promised == 0)
        return complain(r, "the header says 0 requests: there is nothing to replay");
    if (r->promised > room || r->promised > UINT32_MAX)
        return complain(r, "the header says %zu requests, more than the file has",
                        r->promised);
    if (r->trace->ids > UINT32_MAX - 1 || r->trace->ids / 64 > room)
        return complain(r, "the header says %zu ids, far more than the file has requests",
                        r->trace->ids);
    return true;
}

/* The id of NULL. */
static bool skip_minus_one(struct reader *r)
{
    if (r->end - r->p < 2 || r->p[0] != '-' || r->p[1] != '1' ||
        !is_word_end(r, r->p + 2))
        return false;
    r->p += 2;
    return true;
}

static bool read_id(struct reader *r, char letter, struct request *request)
{
    size_t id;

    if (letter == 'f' && skip_minus_one(r)) {
        request->id = (uint32_t)r->trace->ids;
        return true;
    }
    if (!read_number(r, "id", &id))
        return false;
    if (id >= r->trace->ids)
        return complain(r, "id %zu is out of range: the header says %zu ids", id,
                        r->trace->ids);
    request->id = (uint32_t)id;
    return true;
}

/* The letter, the id, the size. */
static bool read_request(struct reader *r, struct request *request)
{
    char letter = *r->p++;

    switch (letter) {
    case 'a':
        request->op = MALLOC;
        break;
    case 'c':
        request->op = CALLOC;
        break;
    case 'r':
        request->op = REALLOC;
        break;
    case 'f':
        request->op = FREE;
        break;
    default:
        if (letter < ' ' || letter > '~')
            return complain(r, "byte 0x%02x is no request: is this a trace?",
                            (unsigned char)letter);
        return complain(r, "'%c' is no request: a, c, r and f are", letter);
    }
    if (!is_word_end(r, r->p))
        return complain(r, "'%c' is not followed by a blank and an id", letter);
    skip_blanks(r);
    if (!read_id(r, letter, request))
        return false;
    skip_blanks(r);
    if (letter != 'f' && !read_number(r, "size", &request->n))
        return false;
    skip_blanks(r);
    return at_line_end(r) || complain(r, "there is more in the line than one request");
}

/* Keeps the account of who is live, and refuses what no program could ask for. */
static bool account(struct reader *r, struct request *request)
{
    size_t *live = &r->live[request->id];

    if ((request->op == MALLOC || request->op == CALLOC) && *live)
        return complain(r, "id %u is allocated, but it is live", request->id);
    if (request->op == FREE && !*live && request->id < r->trace->ids)
        return complain(r, "id %u is freed, but it is not live", request->id);
    if (request->op == REALLOC && !*live)
        request->op = REALLOC_NULL;
    if (request->n == SIZE_MAX || request->n > PTRDIFF_MAX - r->payload)
        return complain(r, "the live sizes are too large in sum for this machine");
    if (*live)
        r->payload -= *live - 1;
    r->payload += request->n;
    bool dies = request->op == FREE || (request->op >= REALLOC && request->n == 0);
    *live = dies ? 0 : request->n + 1;
    if (r->payload > r->trace->peak)
        r->trace->peak = r->payload;
    return true;
}

/* The same for one more of the requests that have been read. A complaint is of its line.
 */
static bool account_next(struct reader *r)
{
    size_t i = r->accounted;

    if (!account(r, &r->trace->requests[i])) {
        r->complaint->line = r->trace->lines[i];
        return false;
    }
    r->accounted++;
    return true;
}

/* Reads requests to the end, or to a mistake. Those of some lines before are accounted
 * for on the way: by then, what it takes is in the cache. */
static bool read_text(struct reader *r)
{
    enum { LAG = 16 };
    struct trace *trace = r->trace;

    while (skip_to_word(r)) {
        if (trace->count == r->promised)
            return complain(r, "the header says %zu requests, but here is another",
                            r->promised);
        struct request *request = &trace->requests[trace->count];
        if (!read_request(r, request))
            return false;
        __builtin_prefetch(&r->live[request->id]);
        trace->lines[trace->count++] = (uint32_t)r->line;
        if (trace->count > LAG && !account_next(r))
            return false;
    }
    if (trace->count < r->promised)
        return complain(r, "the file ends after %zu requests, but the header says %zu",
                        trace->count, r->promised);
    return true;
}

/* The mistake that is told is the first. */
static bool read_requests(struct reader *r)
{
    bool good = read_text(r);

    while (r->accounted < r->trace->count)
        if (!account_next(r))
            return false;
    return good;
}

static void note_survivors(struct reader *r)
{
    struct trace *trace = r->trace;

    trace->survivors = allocate(trace->ids, sizeof *trace->survivors);
    for (size_t id = 0; id < trace->ids; id++)
        if (r->live[id])
            trace->survivors[trace->survivor_count++] = (uint32_t)id;
}

static void free_arrays(struct trace *trace)
{
    free(trace->requests);
    free(trace->lines);
    free(trace->survivors);
}

bool trace_parse(struct trace *trace, const char *text, size_t length,
                 struct complaint *complaint)
{
    struct reader r = {.p = text,
                       .end = text + length,
                       .line = 1,
                       .trace = trace,
                       .complaint = complaint};

    *trace = (struct trace){.text = text, .length = length};
    if (length == 0)
        return complain(&r, "the file is empty");
    if (!read_header(&r) || !check_header(&r))
        return false;
    trace->requests = allocate(r.promised, sizeof *trace->requests);
    trace->lines = allocate(r.promised, sizeof *trace->lines);
    r.live = allocate(trace->ids + 1, sizeof *r.live);
    bool good = read_requests(&r);
    if (good)
        note_survivors(&r);
    else
        free_arrays(trace);
    free(r.live);
    return good;
}

/* The file's text, mapped; NULL if it is empty. */
static const char *map_file(const char *path, size_t *length)
{
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC);

    if (file < 0 || fstat(file, &status) < 0)
        error_user("%s: %s", path, strerror(errno));
    if (S_ISDIR(status.st_mode))
        error_user("%s: this is a folder, not a trace (-t takes a folder)", path);
    if (!S_ISREG(status.st_mode))
        error_user("%s: this is no regular file", path);
    *length = (size_t)status.st_size;
    void *text = *length ? mmap(NULL, *length, PROT_READ, MAP_PRIVATE, file, 0) : NULL;
    if (text == MAP_FAILED)
        error_system("%s: cannot map it", path);
    close(file);
    return text;
}

struct trace trace_load(const char *path)
{
    struct trace trace;
    struct complaint complaint;
    size_t length;
    const char *text = map_file(path, &length);

    if (!trace_parse(&trace, text, length, &complaint))
        error_user("%s:%zu: %s", path, complaint.line, complaint.reason);
    trace.path = path;
    trace.name = stem(path, ".rep");
    return trace;
}

void trace_free(struct trace *trace)
{
    munmap((void *)(uintptr_t)trace->text, trace->length);
    free_arrays(trace);
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

const char *trace_line(const struct trace *trace, size_t request, int *length)
{
    const char *line = trace->text, *end = trace->text + trace->length;

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
    static const char *const names[] = {"malloc", "calloc", "realloc", "realloc", "free"};
    return names[request->op];
}
