#ifndef RECORDER_H
#define RECORDER_H

#include <stddef.h>

/*
 * recorder.h - Writes requests down as a trace, each before it is made: the trace is
 * there when one of them crashes.
 */

/* Where to. Until then, and with NULL, nothing is written. */
void recorder_open(const char *path);

/* From here on it is another trace. */
void recorder_start(void);

/* A request in a trace's letter; the remark, or NULL, becomes a comment. */
void recorder_note(char letter, size_t id, size_t n, const char *remark);

/* The last request was refused: it becomes a comment. */
void recorder_retract(void);

#endif
