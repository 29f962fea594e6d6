#ifndef CHECKS_H
#define CHECKS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * checks.h - What is asked of an allocator on a trace, beside the trace itself.
 */

struct checks {
    double timeout; /* seconds of the processor for a replay */
    bool slowed;    /* under valgrind or an emulator: that is VALGRIND_PATIENCE as long */
    bool hung;      /* it has hung before: its requests have less time */
    bool check_heap; /* call mm_checkheap after each request */
    bool once;     /* by one replay, without those that look for what it does not show */
    bool thorough; /* payloads are looked at all the time; mem_sbrk fails several times */
    size_t inject; /* the call of mem_sbrk that fails, or 0 */
    const char *collect; /* run implicit allocators as such: the shape of references, ""
                            all; or NULL */
    bool no_fork;        /* in the driver's own process, for a debugger */
    size_t break_at;     /* the line to stop before in a debugger, or 0 */
};

#endif
