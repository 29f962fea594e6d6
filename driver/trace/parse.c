/*
 * parse.c - Text to requests, in one pass.
 */

#include "base/error.h"
#include "trace/foreign.h"
#include "trace/trace.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* Does a request begin here? */
static bool at_request(const struct reader *r)
{
    return r->end - r->p > 2 && memchr("acmrf", *r->p, 5) && is_word_end(r, r->p + 1);
}

/* Up to 4 numbers, of which count there are. A trace may have no header, or two numbers.
 */
static bool read_numbers(struct reader *r, size_t number[4], int *count)
{
    static const char *const what[] = {"first number of the header (heap size or weight)",
                                       "second number of the header (ids)",
                                       "third number of the header (requests)",
                                       "fourth number of the header"};

    for (*count = 0; *count < 4; ++*count) {
        size_t line = r->line;
        if (!skip_to_word(r))
            return complain(r, "the file ends before the %s", what[*count]);
        if (*count % 2 == 0 && at_request(r) && (*count == 0 || r->line > line))
            return true;
        if (!read_number(r, what[*count], &number[*count]))
            return false;
    }
    skip_blanks(r);
    return at_line_end(r) || complain(r, "there is more in the line than the header");
}

/* What a header would say, of text that has none. */
static void count_requests(struct reader ahead, size_t *ids, size_t *requests)
{
    for (*ids = *requests = 0; skip_to_word(&ahead); ++*requests) {
        size_t id = 0;

        ahead.p++;
        skip_blanks(&ahead);
        for (; ahead.p < ahead.end && is_digit(*ahead.p) && id < UINT32_MAX; ahead.p++)
            id = 10 * id + (size_t)(*ahead.p - '0');
        *ids = id >= *ids ? id + 1 : *ids;
        while (!at_line_end(&ahead))
            ahead.p++;
    }
}

static bool read_header(struct reader *r)
{
    size_t number[4] = {0};
    int count;

    if (!read_numbers(r, number, &count))
        return false;
    size_t weight = count < 4 ? 1 : number[0] <= REQUIRED ? number[0] : number[3];
    if (weight > REQUIRED)
        return complain(r, "weight is %zu, not 0 to %d", weight, REQUIRED);
    r->trace->weight = (int)weight;
    r->trace->ids = number[count == 4];
    r->promised = number[count == 4 ? 2 : 1];
    if (count == 0)
        count_requests(*r, &r->trace->ids, &r->promised);
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

/* If the text goes on with this: past it. */
static bool skip_text(struct reader *r, const char *text)
{
    size_t length = strlen(text);

    if ((size_t)(r->end - r->p) < length || memcmp(r->p, text, length) != 0)
        return false;
    r->p += length;
    return true;
}

/* A number, or SIZE_MAX, SIZE_MAX/N, SIZE_MAX-N. */
static bool read_size(struct reader *r, const char *what, size_t *size)
{
    size_t n = 1;

    if (!skip_text(r, "SIZE_MAX"))
        return read_number(r, what, size);
    bool divided = skip_text(r, "/"), less = !divided && skip_text(r, "-");
    if (!divided && !less && !is_word_end(r, r->p))
        return complain(r, "%s: SIZE_MAX, SIZE_MAX/N and SIZE_MAX-N are known", what);
    if ((divided || less) && !read_number(r, what, &n))
        return false;
    if (n == 0)
        return complain(r, "%s: SIZE_MAX is divided by 0", what);
    *size = less ? SIZE_MAX - n : SIZE_MAX / n;
    return true;
}

/* What is known of a request beside id and size. */
static bool add_extra(struct reader *r, struct request *request, struct extra extra)
{
    enum { MOST = (1 << 24) - 1 };
    struct trace *trace = r->trace;
    size_t number = ++trace->extra_count;

    if (number > MOST)
        return complain(r, "there are more than %d requests of rare kinds", MOST);
    if ((number & (number - 1)) == 0) { /* a power of two: there is no room left */
        trace->extras = realloc(trace->extras, 2 * number * sizeof extra);
        if (!trace->extras)
            error_system("no memory");
    }
    trace->extras[number] = extra;
    request->extra = (uint32_t)number & MOST;
    return true;
}

/* "N", and of calloc also "COUNT N". */
static bool read_calloc(struct reader *r, struct request *request, struct extra *extra)
{
    if (!read_size(r, "size", &request->n))
        return false;
    skip_blanks(r);
    if (r->p == r->end || (!is_digit(*r->p) && *r->p != 'S'))
        return true;
    extra->count = request->n;
    if (!read_size(r, "size", &extra->each))
        return false;
    if (__builtin_mul_overflow(extra->count, extra->each, &request->n))
        request->n = SIZE_MAX;
    return true;
}

static bool read_memalign(struct reader *r, struct request *request, struct extra *extra)
{
    size_t *alignment = &extra->alignment;

    if (!read_number(r, "alignment", alignment))
        return false;
    if (*alignment == 0 || (*alignment & (*alignment - 1)) != 0)
        return complain(r, "alignment %zu is no power of two", *alignment);
    skip_blanks(r);
    return read_size(r, "size", &request->n);
}

/* What stands after the id, to the line's end. */
static bool read_arguments(struct reader *r, struct request *request)
{
    struct extra extra = {.answer = SERVED};
    bool good = request->op == CALLOC     ? read_calloc(r, request, &extra)
                : request->op == MEMALIGN ? read_memalign(r, request, &extra)
                                          : read_size(r, "size", &request->n);
    if (!good)
        return false;
    skip_blanks(r);
    if (skip_text(r, "fails"))
        extra.answer = MUST_FAIL;
    else if (skip_text(r, "may fail"))
        extra.answer = MAY_FAIL;
    bool is_plain = extra.answer == SERVED && !extra.count && !extra.each;
    if (is_plain && request->op != MEMALIGN)
        return true;
    if (request->op == CALLOC && !extra.count && !extra.each) {
        extra.count = 1;
        extra.each = request->n;
    }
    return add_extra(r, request, extra);
}

static bool read_op(struct reader *r, char letter, struct request *request)
{
    static const char letters[] = "acmr";
    static const enum op ops[] = {MALLOC, CALLOC, MEMALIGN, REALLOC};
    const char *found = letter ? strchr(letters, letter) : NULL;

    if (letter == 'f')
        request->op = FREE;
    else if (found)
        request->op = ops[found - letters] & 0xff;
    else if (letter < ' ' || letter > '~')
        return complain(r, "byte 0x%02x is no request: is this a trace?",
                        (unsigned char)letter);
    else
        return complain(r, "'%c' is no request: a, c, m, r and f are", letter);
    return is_word_end(r, r->p) ||
           complain(r, "'%c' is not followed by a blank and an id", letter);
}

/* The letter, the id, and what follows. */
static bool read_request(struct reader *r, struct request *request)
{
    char letter = *r->p++;

    if (!read_op(r, letter, request))
        return false;
    skip_blanks(r);
    if (!read_id(r, letter, request))
        return false;
    skip_blanks(r);
    if (letter != 'f' && !read_arguments(r, request))
        return false;
    skip_blanks(r);
    return at_line_end(r) || complain(r, "there is more in the line than one request");
}

/* Keeps the account of who is live, and refuses what no program could ask for. What may
 * fail counts nothing: it does not make the heap's limit larger. */
static bool account(struct reader *r, struct request *request)
{
    size_t *live = &r->live[request->id], n = request->n;
    enum answer answer = trace_answer(r->trace, request);

    if (request->op < REALLOC && *live)
        return complain(r, "id %u is allocated, but it is live", request->id);
    if (request->op == FREE && !*live && request->id < r->trace->ids)
        return complain(r, "id %u is freed, but it is not live", request->id);
    if (request->op == REALLOC && !*live)
        request->op = REALLOC_NULL;
    if (answer == MUST_FAIL)
        return true;
    n = answer == MAY_FAIL ? 0 : n;
    if (n == SIZE_MAX || n > PTRDIFF_MAX - r->payload)
        return complain(r, "the live sizes are too large in sum for this machine");
    if (*live)
        r->payload -= *live - 1;
    r->payload += n;
    bool dies = request->op == FREE || (request->op >= REALLOC && request->n == 0);
    *live = dies ? 0 : n + 1;
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

/* Always false. A text that is no trace, but something that is known, is named instead.
 */
static bool name_format(struct reader *r)
{
    const char *known = foreign_format(r->trace->text, r->trace->length);

    if (!known)
        return false;
    r->line = 0;
    return complain(r, "%s", known);
}

static void free_arrays(struct trace *trace)
{
    free(trace->requests);
    free(trace->extras);
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
    skip_text(&r, "\xEF\xBB\xBF"); /* a byte order mark */
    if (!read_header(&r) || !check_header(&r))
        return name_format(&r);
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
