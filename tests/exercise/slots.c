/*
 * slots.c - Payloads with a pattern in them.
 *
 * Everything is done in the plainest way, one byte and one slot after the other.
 */

#include "slots.h"

#include "memlib.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

enum { WHOLE = 1024, EDGE = 256 };

bool slots_fail(struct slots *s, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(s->fault, sizeof s->fault, format, arguments);
    va_end(arguments);
    return false;
}

/* The byte after byte i of n that is looked at. */
static size_t seen_after(size_t i, size_t n)
{
    return n > WHOLE && i + 1 == EDGE ? n - EDGE : i + 1;
}

static unsigned char byte_of(unsigned serial, size_t i)
{
    return (unsigned char)((serial * 2654435761u >> 24) + i * 7);
}

static void fill(struct slot *slot)
{
    for (size_t i = 0; i < slot->room; i = seen_after(i, slot->room))
        slot->p[i] = byte_of(slot->serial, i);
}

bool slots_kept(struct slots *s, size_t slot, const unsigned char *p, size_t n)
{
    const struct slot *kept = &s->slots[slot];

    for (size_t i = 0; i < n; i = seen_after(i, kept->room))
        if (p[i] != byte_of(kept->serial, i))
            return slots_fail(s, "byte %zu of id %zu's %zu has changed", i, slot,
                              kept->n);
    return true;
}

bool slots_zero(struct slots *s, const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i = seen_after(i, n))
        if (p[i] != 0)
            return slots_fail(s, "byte %zu of %zu is not zero", i, n);
    return true;
}

static bool lies_in_heap(const unsigned char *p, size_t n)
{
    const unsigned char *lo = mem_heap_lo(), *end = lo + mem_heapsize();
    return p >= lo && p <= end && n <= (size_t)(end - p);
}

static bool overlap(const struct slot *a, const struct slot *b)
{
    return a->p && a->room > 0 && b->room > 0 && a->p < b->p + b->room &&
           b->p < a->p + a->room;
}

bool slots_take(struct slots *s, size_t slot, struct slot taken, size_t alignment)
{
    if ((uintptr_t)taken.p % alignment)
        return slots_fail(s, "id %zu is not aligned to %zu bytes", slot, alignment);
    if (!lies_in_heap(taken.p, taken.room))
        return slots_fail(s, "id %zu lies outside the heap", slot);
    for (size_t i = 0; i < s->count; i++)
        if (i != slot && overlap(&s->slots[i], &taken))
            return slots_fail(s, "id %zu overlaps id %zu", slot, i);
    s->slots[slot] = taken;
    fill(&s->slots[slot]);
    return true;
}
