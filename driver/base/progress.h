#ifndef PROGRESS_H
#define PROGRESS_H

/*
 * progress.h - A line that says what is being done, on a terminal only.
 */

void progress_show(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Takes the line away, before anything else is printed. */
void progress_clear(void);

#endif
