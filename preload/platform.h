#ifndef PLATFORM_H
#define PLATFORM_H

#include <stdbool.h>

/*
 * platform.h - What the C library at hand knows beside POSIX. A port writes platform.c
 * again.
 */

/* Has this process one thread, for sure? */
bool platform_is_alone(void);

/* The name of the program that runs. */
const char *platform_program(void);

/* What is said from now on goes where standard error is now, even if the program closes
 * it. */
void platform_keep_stderr(void);

/* A sentence, after the names of program and allocator. It needs no memory. */
void platform_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, and the program ends with status 2. */
_Noreturn void platform_end(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* The calls that led here, where the C library can tell, and the program ends by SIGABRT.
 */
_Noreturn void platform_abort(void);

#endif
