#ifndef ERROR_H
#define ERROR_H

#include <stddef.h>

/*
 * error.h - The two failures that end the run; an allocator's failure never does.
 *
 * base/ is the room of what any program needs. It knows nothing of the lab.
 */

/* The lab's exit statuses. */
enum { ALL_VALID = 0, SOME_INVALID = 1, USER_ERROR = 2, SYSTEM_ERROR = 3, TOO_NOISY = 4 };

/* The user's fault: says "mdriver: sentence" and ends with USER_ERROR. */
_Noreturn void error_user(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says "mdriver: sentence", and the run goes on. */
void error_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The system's: says what was tried and errno's reason, and ends with SYSTEM_ERROR. */
_Noreturn void error_system(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Zeroed memory for count items of n bytes each; ends with SYSTEM_ERROR if there is none.
 */
void *allocate(size_t count, size_t n);

#endif
