#ifndef REPORT_H
#define REPORT_H

#include "result/result.h"
#include "result/score.h"
#include "trace/trace.h"

#include <stdbool.h>

/*
 * report.h - What people read.
 *
 * report/ is the room of what people read.
 */

/* Is stdout a terminal, and NO_COLOR not set? */
bool report_colours(void);

/* A text as it is, such as the help. */
void report_text(const char *text);

/* At the end: what was printed must have arrived. */
void report_finish(void);

/* The allocators that --allocator takes. */
void report_list(void);

void report_overhead(double seconds);
void report_overhead_apart(double seconds);

/* A line at once, as view_heap says it. */
void report_line(void *ignored, const char *line);

/* What an allocator has printed, to standard error; and why it is not valid, with the
 * trace's line and the command that repeats it. */
void report_trouble(const struct result *r, int verbose);

/* So many more traces fail than were told. */
void report_more_failures(const char *allocator, size_t traces);

/* That the source has been changed since it was built. */
void report_stale(const char *source);

/* That the allocator has no such function, and what follows from it. */
void report_lacking(const char *allocator, const char *function, const char *consequence);

/* That a valid allocator's heap grows on so many traces though what was freed is large
 * enough, and where first. */
void report_waste(const struct result *r, size_t traces);

/* What the offsets count from that failures are told with. */
void report_heap_begin(void);

/* What an allocator has printed, to standard error, each line with its name before it;
 * not more than the last ones unless verbose is 2. */
void report_output(const char *allocator, const char *text, int verbose);

/* Of a session of --step: where the allocator failed and why, in which lines of the
 * source (or NULL); that a command is taken back; the prompt. */
void report_step_failure(const char *allocator, const char *place, const char *sentence,
                         const char *detail);
void report_step_back(const char *command);
void report_prompt(const char *allocator);

/* What --shrink has made of a trace: how short it is now, and all of it if that is
 * little. */
void report_shrunk(const struct trace *trace, const struct trace *shrunk, size_t replays);

void report_nothing_to_shrink(const char *allocator, size_t traces);

/* Autolab reads its scores from the last line. */
void report_autolab(const struct score *scores, size_t count);

#endif
