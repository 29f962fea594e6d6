#ifndef PROGRESS_H
#define PROGRESS_H

/*
 * progress.h - A line that says what is being done, on a terminal only.
 */

void progress_show(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Adds to the line, while there is one, how many seconds of the processor somebody has
 * left; but not in the first of them. */
void progress_wait(double seconds);

/* Takes the line away, before anything else is printed. */
void progress_clear(void);

#endif
