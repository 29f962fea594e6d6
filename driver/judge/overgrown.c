/*
 * overgrown.c - Where the heap grows by all of a payload that has stayed where it was.
 *
 *     | ... | payload ...  |                            the break, before
 *     | ... | payload ...  '----- |                     what it needed
 *     | ... | payload ...  '------------------- |       what was taken
 */

#include "judge/overgrown.h"

#include "judge/telling.h"
#include "memlib.h"

/* SMALL: of fewer bytes the growth says nothing. TAGS: what is added to a payload. */
enum { SMALL = 256, TAGS = 64 };

/* The bytes from the payload to the break before, if mm_realloc has left it there and it
 * reaches farther now, so that nothing lay behind it; else 0. */
static size_t room_before(const struct checker *c, size_t i, size_t before)
{
    const char *end = (const char *)mem_heap_lo() + before, *p = c->returned[i];
    size_t n;
    bool stays = p && p == checker_moved_from(c, i, &n) && p + n <= end;

    return stays && p + c->trace->requests[i].n > end ? (size_t)(end - p) : 0;
}

static void explain(struct checker *c, size_t n, size_t room, size_t grown)
{
    checker_explain(c,
                    "the heap grew by %zu bytes, as many as a new block for %zu takes: "
                    "but the payload lay last in the heap, and has stayed there: it had "
                    "%zu bytes up to the break, and needed %zu more",
                    grown, n, room, n - room);
    const struct access *growth =
        c->host->last ? c->host->last(GROWN, NULL, 0, NULL) : NULL;
    if (growth)
        checker_explain(c, "mem_sbrk was asked for %zu bytes%s", growth->n,
                        telling_place(c, growth).text);
}

void overgrown_note(struct checker *c, size_t i, size_t before)
{
    struct waste *overgrown = &c->verdict->wastes[OVERGROWN];
    size_t n = c->trace->requests[i].n, grown = mem_heapsize() - before;
    size_t room = room_before(c, i, before);

    if (room < SMALL)
        return;
    overgrown->looked++;
    if (grown < n || grown > n + TAGS)
        return;
    overgrown->bytes += grown - (n - room);
    if (overgrown->missed++ == 0) {
        explain(c, n, room, grown);
        checker_set_aside(c, overgrown, i);
    }
}
