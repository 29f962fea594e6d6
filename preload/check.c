/*
 * check.c - Overlap, alignment, and who wrote where.
 */

#include "check.h"

#include "config.h"
#include "judge/shadow.h"
#include "ledger.h"
#include "memlib.h"
#include "platform.h"

#include <stdbool.h>
#include <string.h>

enum { BESIDE = 4 << 10, TURN = 16 << 10 };

/* A piece of the heap, and what was in it before the allocator ran. */
struct window {
    const char *from;
    size_t bytes;
    char copy[TURN];
};

static struct window below, above, turn;
static size_t turned; /* the offset in the heap at which the next turn begins */
static bool looking;

void check_start(void)
{
    shadow_init(mem_heap_lo(), mem_limit());
}

/* Of so many bytes from there on, what is in the heap. */
static void look(struct window *window, const char *from, size_t bytes)
{
    const char *lo = mem_heap_lo(), *end = lo + mem_heapsize();

    window->from = from < lo ? lo : from;
    window->bytes = 0;
    if (from + bytes <= window->from || window->from >= end)
        return;
    const char *to = from + bytes < end ? from + bytes : end;
    window->bytes = (size_t)(to - window->from);
    memcpy(window->copy, window->from, window->bytes);
}

void check_before(const void *p, size_t n)
{
    const char *payload = p;

    looking = platform_is_alone();
    if (!looking)
        return;
    below.bytes = above.bytes = 0;
    if (p) {
        look(&below, payload - BESIDE, BESIDE);
        look(&above, payload + n, BESIDE);
    }
    if (turned >= mem_heapsize())
        turned = 0;
    look(&turn, (const char *)mem_heap_lo() + turned, TURN);
    turned += TURN;
}

/* Ends the program if the byte that was changed is a payload's. */
static void judge(const char *byte, const char *call)
{
    size_t offset = (size_t)(byte - (const char *)mem_heap_lo());
    const char *start = shadow_owner(byte - offset % GRANULE, GRANULE);
    size_t n = start ? ledger_size(start) : 0;

    if (!start || byte < start || byte >= start + n)
        return;
    platform_say("%s wrote into a payload: byte %zu of %zu at %p", call,
                 (size_t)(byte - start), n, (const void *)start);
    platform_abort();
}

static void compare(const struct window *window, const char *call)
{
    if (memcmp(window->from, window->copy, window->bytes) == 0)
        return;
    for (size_t i = 0; i < window->bytes; i++)
        if (window->from[i] != window->copy[i])
            judge(window->from + i, call);
}

void check_after(const char *call)
{
    if (!looking)
        return;
    compare(&below, call);
    compare(&above, call);
    compare(&turn, call);
}

void check_aligned(const void *p, size_t alignment)
{
    if ((uintptr_t)p % alignment == 0)
        return;
    platform_say("the payload at %p is not aligned to %zu bytes", p, alignment);
    platform_abort();
}

void check_new(const void *p, size_t n)
{
    const char *lo = mem_heap_lo(), *end = lo + mem_heapsize(), *payload = p;

    check_aligned(p, ALIGNMENT);
    if (payload < lo || payload > end || n > (size_t)(end - payload)) {
        platform_say("the payload of %zu bytes at %p is not in the heap, %p to %p", n, p,
                     (const void *)lo, (const void *)end);
        platform_abort();
    }
    const void *owner = shadow_owner(p, n);
    if (owner) {
        platform_say("the payload of %zu bytes at %p overlaps that of %zu bytes at %p", n,
                     p, ledger_size(owner), owner);
        platform_abort();
    }
    shadow_claim(p, n);
}

void check_gone(const void *p, size_t n)
{
    shadow_release(p, n);
}

void check_zero(const void *p, size_t n)
{
    const char *byte = p;

    for (size_t i = 0; i < n; i++)
        if (byte[i]) {
            platform_say("calloc: byte %zu of %zu at %p is not zero", i, n, p);
            platform_abort();
        }
}

/* FNV-1a, of 8 bytes at a time. */
uint64_t check_sum(const void *p, size_t n)
{
    uint64_t sum = UINT64_C(0xcbf29ce484222325);
    const char *byte = p;

    for (size_t i = 0; i < n; i += sizeof sum) {
        uint64_t word = 0;
        memcpy(&word, byte + i, n - i < sizeof word ? n - i : sizeof word);
        sum = (sum ^ word) * UINT64_C(0x100000001b3);
    }
    return sum;
}

void check_lost(const void *p, size_t old, const void *q, size_t n)
{
    platform_say("realloc lost bytes: from %zu at %p to %zu at %p", old, p, n, q);
    platform_abort();
}

void check_stray(const void *p, const char *call)
{
    platform_say("the program calls %s of %p, which is no payload in use", call, p);
    platform_abort();
}
