/*
 * watch.c - Every load and store of an allocator that was built to be watched.
 *
 * The calls are those of gcc's and clang's address sanitizer for kernels, which leaves it
 * to the kernel what memory may be touched. Here a byte of state for each byte of the
 * heap says so. Two may read what was freed, since they do not look at it: a copy, and a
 * load whose byte is stored at once, as where one bit of a header is set.
 */

#include "host/watch.h"

#include "base/error.h"
#include "host/death.h"
#include "host/platform-memcheck.h"
#include "memlib.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Larger heaps are watched up to here. */
enum { MOST = 1 << 28 };

enum access { LOAD, STORE, COPY };

static const char *base;
static unsigned char *states;
static size_t covered;
static const char *doubtful; /* loaded last, from what was freed: stored next? */
static size_t doubtful_n;
static size_t marked; /* beyond, every byte's state is OWN */

static void mark(const void *p, size_t n, enum use use)
{
    size_t from = (size_t)((const char *)p - base), end;

    doubtful = NULL;
    if (from >= covered)
        return;
    end = n < covered - from ? from + n : covered;
    if (use == OWN && end > marked)
        end = marked > from ? marked : from;
    memset(states + from, (int)use, end - from);
    marked = end > marked ? end : marked;
}

void watch_init(struct host *host)
{
    memcheck_init(host);
    if (!host->watched || !host->simulated)
        return;
    base = mem_heap_lo();
    covered = MOST;
    states = allocate(covered, 1);
    host->mark = mark;
}

/* Ends the allocator for what it does to the byte, in words. */
__attribute__((format(printf, 2, 3))) _Noreturn static void stop(const char *byte,
                                                                 const char *form, ...)
{
    static char sentence[128];
    va_list arguments;

    va_start(arguments, form);
    vsnprintf(sentence, sizeof sentence, form, arguments);
    va_end(arguments);
    death_by(byte, sentence);
}

static void settle_doubt(const char *p, enum access access)
{
    if (doubtful && (access != STORE || p != doubtful))
        stop(doubtful, "has just read %zu bytes of a payload that was freed", doubtful_n);
    doubtful = NULL;
}

static void check_byte(const char *p, size_t i, size_t n, enum access access)
{
    if (states[i] == LIVE)
        stop(base + i, "%s %zu bytes of a payload that is in use",
             access == STORE ? "writes" : "reads", n);
    if (access == STORE)
        states[i] = OWN;
    if (states[i] == FREED && access == LOAD) {
        doubtful = p;
        doubtful_n = n;
    }
}

/* Quick, for what is most frequent by far. */
static bool is_own(size_t from, size_t n)
{
    static const unsigned char own[16] = {OWN};

    return n <= sizeof own && from + n <= covered && memcmp(states + from, own, n) == 0;
}

static void check(const char *p, size_t n, enum access access)
{
    size_t from = (size_t)(p - base), end = mem_heapsize();

    if (!states || p < base || from >= covered)
        return;
    settle_doubt(p, access);
    if (from + n <= end && is_own(from, n))
        return;
    if (from + n > end)
        stop(from < end ? base + end : p, "%s %zu bytes past the break",
             access == STORE ? "writes" : "reads", from < end ? from + n - end : n);
    for (size_t i = from; i < from + n && i < covered; i++)
        check_byte(p, i, n, access);
}

/* What the compiler calls, by the names that it has for them. */

void __asan_load1_noabort(void *p);
void __asan_load2_noabort(void *p);
void __asan_load4_noabort(void *p);
void __asan_load8_noabort(void *p);
void __asan_load16_noabort(void *p);
void __asan_loadN_noabort(void *p, size_t n);
void __asan_store1_noabort(void *p);
void __asan_store2_noabort(void *p);
void __asan_store4_noabort(void *p);
void __asan_store8_noabort(void *p);
void __asan_store16_noabort(void *p);
void __asan_storeN_noabort(void *p, size_t n);
void __asan_handle_no_return(void);
void watch_copy(const void *p, size_t n); /* tools/watched.c: read by memcpy */

void __asan_load1_noabort(void *p)
{
    check(p, 1, LOAD);
}

void __asan_load2_noabort(void *p)
{
    check(p, 2, LOAD);
}

void __asan_load4_noabort(void *p)
{
    check(p, 4, LOAD);
}

void __asan_load8_noabort(void *p)
{
    check(p, 8, LOAD);
}

void __asan_load16_noabort(void *p)
{
    check(p, 16, LOAD);
}

void __asan_loadN_noabort(void *p, size_t n)
{
    check(p, n, LOAD);
}

void __asan_store1_noabort(void *p)
{
    check(p, 1, STORE);
}

void __asan_store2_noabort(void *p)
{
    check(p, 2, STORE);
}

void __asan_store4_noabort(void *p)
{
    check(p, 4, STORE);
}

void __asan_store8_noabort(void *p)
{
    check(p, 8, STORE);
}

void __asan_store16_noabort(void *p)
{
    check(p, 16, STORE);
}

void __asan_storeN_noabort(void *p, size_t n)
{
    check(p, n, STORE);
}

void __asan_handle_no_return(void)
{
}

void watch_copy(const void *p, size_t n)
{
    check(p, n, COPY);
}
