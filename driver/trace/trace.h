#ifndef TRACE_H
#define TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * trace.h - A trace file as an array of requests.
 *
 * traces/README.md defines the format. A trace that was read keeps its promises:
 * every id is below ids, no live id is allocated, no dead one freed. So whoever
 * replays it need not check.
 *
 * trace/ is the room of traces. It knows nothing of all the rest.
 */

/* A realloc of an id that is not live is one of NULL. */
enum op { MALLOC, CALLOC, MEMALIGN, REALLOC, REALLOC_NULL, FREE };

/* What a request must come to. */
enum answer {
    SERVED,   /* a payload */
    MAY_FAIL, /* a payload, or NULL; then all is as it was before */
    MUST_FAIL /* NULL: more than the heap can hold */
};

/* What only few requests have. */
struct extra {
    size_t count, each; /* calloc's arguments */
    size_t alignment;   /* memalign's */
    enum answer answer;
};

struct request {
    uint32_t id; /* free of NULL: the spare id after the last */
    uint32_t op : 8;
    uint32_t extra : 24; /* its number among the trace's, or 0 */
    size_t n;            /* bytes asked for; SIZE_MAX where calloc's product is more */
};

struct trace {
    const char *path; /* as it was given */
    const char *name; /* the file's, without folder and .rep */
    int weight;       /* 0: not scored, 1: both, 2: utilization only, 3: throughput only,
                         4: REQUIRED */
    size_t ids;
    size_t count; /* requests */
    size_t peak;  /* the most bytes that are live at once */
    struct request *requests;
    struct extra *extras; /* numbered from 1 */
    size_t extra_count;
    uint32_t *lines;     /* where in the file each request stands */
    uint32_t *survivors; /* the ids that are live at the end */
    size_t survivor_count;
    const char *text;
    size_t length;
};

/* The weight of a trace that is not scored, but must be valid. */
enum { REQUIRED = 4 };

/* What is wrong with a trace, and in which line of it (0: the file as a whole). */
struct complaint {
    size_t line;
    char reason[160];
};

/* Makes a trace of the text, which must outlive it. False if the text is none;
 * then the complaint says why, and nothing is left to free. */
bool trace_parse(struct trace *trace, const char *text, size_t length,
                 struct complaint *complaint);

/* Reads the file. False if it is no trace; then the complaint says why, and nothing is
 * left to free. */
bool trace_read(struct trace *trace, const char *path, struct complaint *complaint);

/* Likewise, but a file that is no trace ends the run with path, line and reason. */
struct trace trace_load(const char *path);

/* "path:line: reason", or "path: reason" of a file as a whole. Freed by the caller. */
char *trace_complaint(const char *path, const struct complaint *complaint);

/* "cc1" of traces/cc1.rep and traces/cc1.rep.gz. Freed by the caller. */
char *trace_name(const char *path);

void trace_free(struct trace *trace);

/* Does the weight count towards the utilization, and towards the throughput? */
bool trace_counts_utilization(int weight);
bool trace_counts_throughput(int weight);

/* What its answer must be. */
static inline enum answer trace_answer(const struct trace *trace,
                                       const struct request *request)
{
    return request->extra ? trace->extras[request->extra].answer : SERVED;
}

/* How large the heap may grow. */
size_t trace_heap_limit(const struct trace *trace);

/* How many ids are live at once, at most. */
size_t trace_most_live(const struct trace *trace);

/* The request's line in the file, without its end; its length goes to *length. */
const char *trace_line(const struct trace *trace, size_t request, int *length);

/* How many lines the text has. */
size_t trace_line_count(const struct trace *trace);

/* "malloc", "free", ... */
const char *trace_op(const struct request *request);

#endif
