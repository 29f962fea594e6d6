/*
 * platform-memcheck.c - Valgrind is told which bytes of the heap nobody has written.
 */

#include "host/platform-memcheck.h"

#include "base/platform.h"
#include "memlib.h"

#ifdef __has_include
#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#endif
#endif
#ifndef VALGRIND_MAKE_MEM_UNDEFINED
#define VALGRIND_MAKE_MEM_UNDEFINED(p, n) ((void)(p), (void)(n))
#endif

static void forget(const void *p, size_t n)
{
    (void)p; /* without valgrind, of no use */
    (void)n;
    (void)VALGRIND_MAKE_MEM_UNDEFINED(p, n);
}

static void mark(const void *p, size_t n, enum use use)
{
    if (use == FREED)
        forget(p, n);
}

void memcheck_init(struct host *host)
{
    if (!platform_in_valgrind() || !host->simulated)
        return;
    mem_watch_growth(forget);
    host->mark = mark;
}
