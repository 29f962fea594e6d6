/*
 * watch.c - Every load and store of an allocator that was built to be watched.
 *
 * The calls are those of gcc's and clang's thread sanitizer, which has one before each
 * access, to the heap and to global variables. Here a byte of state for each byte of the
 * heap says what may be touched. Two may read what was freed, since they do not look at
 * it: a copy, and a load whose byte is stored at once, as where one bit of a header is
 * set; the word from which the address was computed may be read again between the two.
 */

#include "host/watch.h"

#include "base/error.h"
#include "host/accesses.h"
#include "host/death.h"
#include "host/platform-globals.h"
#include "host/platform-memcheck.h"
#include "memlib.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Larger heaps are watched up to here. */
enum { MOST = 1 << 28 };

enum kind { LOAD, STORE, COPY };

static bool may_load; /* what is LIVE: to look for references is a collector's work */
static const char *base;
static unsigned char *states;
static size_t covered;

/* The last load, if it was of what was FREED or is EMPTY: is that stored next? */
static struct {
    const char *p; /* NULL: it was not */
    size_t n;
    enum use use;
    struct frame frame;
    const char *lead; /* what was read just before */
} doubt;

static const char *loaded; /* the word that was read last */

static size_t marked; /* beyond, every byte's state is EMPTY */

static void mark(const void *p, size_t n, enum use use)
{
    size_t from = (size_t)((const char *)p - base), end;

    doubt.p = loaded = NULL;
    if (from >= covered)
        return;
    if (use == EMPTY)
        accesses_forget();
    else if (use == LIVE)
        accesses_settle();
    else
        accesses_release(p, n);
    end = n < covered - from ? from + n : covered;
    if (use == EMPTY && end > marked)
        end = marked > from ? marked : from;
    memset(states + from, (int)use, end - from);
    marked = end > marked ? end : marked;
}

/* What has been read last counts, too, when it is asked. */
static const struct access *last(enum deed deed, const void *p, size_t n,
                                 const struct access *before)
{
    if (deed == UNWRITTEN && doubt.p && doubt.use == EMPTY)
        accesses_unwritten(doubt.p, doubt.n, doubt.frame);
    return accesses_last(deed, p, n, before);
}

void watch_init(struct host *host, const volatile size_t *request)
{
    memcheck_init(host);
    if (!host->watched || !host->simulated)
        return;
    may_load = host->collect != NULL;
    base = mem_heap_lo();
    covered = MOST;
    states = allocate(covered, 1);
    accesses_init(request);
    host->mark = mark;
    host->last = last;
}

/* Ends the allocator for what it does to the byte, in words. */
__attribute__((format(printf, 4, 5))) _Noreturn static void
stop(const char *byte, const char *start, size_t size, const char *form, ...)
{
    static char sentence[128];
    va_list arguments;

    va_start(arguments, form);
    vsnprintf(sentence, sizeof sentence, form, arguments);
    va_end(arguments);
    death_by(byte, start, size, sentence);
}

static void settle_doubt(const char *p, enum kind kind)
{
    const char *byte = doubt.p;

    if (!byte || (kind == LOAD && p == doubt.lead))
        return;
    doubt.p = NULL;
    if (kind == STORE && p == byte)
        return;
    if (doubt.use == EMPTY)
        accesses_unwritten(byte, doubt.n, doubt.frame);
    else
        stop(byte, byte, doubt.n, "has just read %zu bytes of a payload that was freed",
             doubt.n);
}

/* From byte i of the heap up to the end, how many are of the same use as that one. */
static size_t count_alike(size_t i, size_t end)
{
    size_t count = 0;

    while (i + count < end && i + count < covered && states[i + count] == states[i])
        count++;
    return count;
}

/* One byte of n that are touched from p on; true if it leaves a doubt. */
static bool check_byte(const char *p, size_t i, size_t n, enum kind kind)
{
    enum use use = states[i];

    if (use == LIVE && !(may_load && kind != STORE))
        stop(base + i, p, n, "%s %zu bytes of a payload that is in use",
             kind == STORE ? "writes" : "reads", count_alike(i, (size_t)(p - base) + n));
    if (kind == STORE)
        states[i] = OWN;
    return kind == LOAD && use != OWN;
}

/* Quick, for what is most frequent by far. */
static bool is_own(size_t from, size_t n)
{
    static const unsigned char own[16] = {OWN, OWN, OWN, OWN, OWN, OWN, OWN, OWN,
                                          OWN, OWN, OWN, OWN, OWN, OWN, OWN, OWN};

    return n <= sizeof own && from + n <= covered && memcmp(states + from, own, n) == 0;
}

/* Ends the allocator if it must not. False for what is neither in the heap nor a global
 * variable, or for no byte at all (memset of 0 bytes). */
static bool check(const char *p, size_t n, enum kind kind, struct frame frame)
{
    size_t from = (size_t)(p - base), end = mem_heapsize();

    if (n == 0)
        return false;
    if (states && globals_end_before(p))
        stop(p, p, n, "%s %zu bytes past its last global variable",
             kind == STORE ? "writes" : "reads", n);
    if (!states || p < base || from >= covered)
        return states && globals_have(p);
    settle_doubt(p, kind);
    if (from + n <= end && is_own(from, n))
        return true;
    if (from + n > end)
        stop(from < end ? base + end : p, p, n, "%s %zu bytes past the break",
             kind == STORE ? "writes" : "reads", from < end ? from + n - end : n);
    for (size_t i = from; i < from + n && i < covered; i++) {
        enum use use = states[i];
        if (check_byte(p, i, n, kind)) {
            doubt.p = p;
            doubt.n = n;
            doubt.use = use;
            doubt.frame = frame;
            doubt.lead = loaded;
        }
    }
    if (from + n > marked)
        marked = from + n < covered ? from + n : covered;
    return true;
}

/* Bytes, and a vector, may lie anywhere. */
static void check_alignment(const void *p, size_t n, struct frame frame)
{
    enum { WORD = 4, VECTOR = 16 };

    if (states && n >= WORD && n < VECTOR && (uintptr_t)p % n != 0)
        accesses_misaligned(p, n, frame);
}

static void load(const void *p, size_t n, struct frame frame)
{
    check_alignment(p, n, frame);
    if (!check(p, n, LOAD, frame))
        return;
    loaded = p;
    accesses_load(p, n, frame);
}

static void store(const void *p, size_t n, struct frame frame)
{
    check_alignment(p, n, frame);
    if (check(p, n, STORE, frame))
        accesses_store(p, n, frame);
}

/* Of the function that it stands in. */
#define FRAME (*(const struct frame *)__builtin_frame_address(0))

/* What the compiler calls, by the names that it has for them. */

void __tsan_read1(void *p);
void __tsan_read2(void *p);
void __tsan_read4(void *p);
void __tsan_read8(void *p);
void __tsan_read16(void *p);
void __tsan_unaligned_read2(void *p);
void __tsan_unaligned_read4(void *p);
void __tsan_unaligned_read8(void *p);
void __tsan_unaligned_read16(void *p);
void __tsan_read_range(void *p, size_t n);
void __tsan_write1(void *p);
void __tsan_write2(void *p);
void __tsan_write4(void *p);
void __tsan_write8(void *p);
void __tsan_write16(void *p);
void __tsan_unaligned_write2(void *p);
void __tsan_unaligned_write4(void *p);
void __tsan_unaligned_write8(void *p);
void __tsan_unaligned_write16(void *p);
void __tsan_write_range(void *p, size_t n);
void __tsan_init(void);
void watch_copy(const void *p, size_t n);   /* tools/watched.c: read by memcpy */
void watch_growth(const void *p, size_t n); /* the same: given by mem_sbrk */
void watch_refusal(intptr_t incr);          /* the same: asked for, and not given */

void __tsan_read1(void *p)
{
    load(p, 1, FRAME);
}

void __tsan_read2(void *p)
{
    load(p, 2, FRAME);
}

void __tsan_read4(void *p)
{
    load(p, 4, FRAME);
}

void __tsan_read8(void *p)
{
    load(p, 8, FRAME);
}

void __tsan_read16(void *p)
{
    load(p, 16, FRAME);
}

void __tsan_unaligned_read2(void *p)
{
    load(p, 2, FRAME);
}

void __tsan_unaligned_read4(void *p)
{
    load(p, 4, FRAME);
}

void __tsan_unaligned_read8(void *p)
{
    load(p, 8, FRAME);
}

void __tsan_unaligned_read16(void *p)
{
    load(p, 16, FRAME);
}

void __tsan_read_range(void *p, size_t n)
{
    load(p, n, FRAME);
}

void __tsan_write1(void *p)
{
    store(p, 1, FRAME);
}

void __tsan_write2(void *p)
{
    store(p, 2, FRAME);
}

void __tsan_write4(void *p)
{
    store(p, 4, FRAME);
}

void __tsan_write8(void *p)
{
    store(p, 8, FRAME);
}

void __tsan_write16(void *p)
{
    store(p, 16, FRAME);
}

void __tsan_unaligned_write2(void *p)
{
    store(p, 2, FRAME);
}

void __tsan_unaligned_write4(void *p)
{
    store(p, 4, FRAME);
}

void __tsan_unaligned_write8(void *p)
{
    store(p, 8, FRAME);
}

void __tsan_unaligned_write16(void *p)
{
    store(p, 16, FRAME);
}

void __tsan_write_range(void *p, size_t n)
{
    store(p, n, FRAME);
}

void __tsan_init(void)
{
}

void watch_copy(const void *p, size_t n)
{
    check(p, n, COPY, FRAME);
}

void watch_growth(const void *p, size_t n)
{
    if (states)
        accesses_grown(p, n, FRAME);
}

void watch_refusal(intptr_t incr)
{
    if (states)
        accesses_refused((size_t)incr, FRAME);
}
