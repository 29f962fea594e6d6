/*
 * patrol.c - A replay in which payloads are looked at all the time.
 *
 * All payloads after each request would take time that grows with their square. So
 * there is a budget for each request, and the next one goes on where it ended.
 */

#include "judge/patrol.h"

#include "judge/whole.h"

enum { IDS = 500, BYTES = 1 << 15 }; /* after each request */

static bool look_at_some(struct checker *c, size_t i, uint32_t *next)
{
    size_t ids = c->trace->ids < IDS ? c->trace->ids : IDS, bytes = 0;

    for (size_t seen = 0; seen < ids && bytes < BYTES; seen++) {
        *next = *next + 1 < c->trace->ids ? *next + 1 : 0;
        if (c->sizes[*next] > 0 && !checked_payload(c, i, *next))
            return false;
        bytes += c->sizes[*next];
    }
    return true;
}

bool patrol(struct checker *c)
{
    uint32_t next = 0;

    if (!whole_start(c, REPLAYING, 0))
        return false;
    for (size_t i = 0; i < c->trace->count; i++) {
        c->verdict->progress.request = i;
        if (!checked_request(c, i) || !look_at_some(c, i, &next))
            return false;
    }
    return true;
}
