/*
 * whole.c - The heap as a whole.
 */

#include "judge/whole.h"

#include "judge/way.h"
#include "memlib.h"

bool whole_start(struct checker *c, enum phase phase, unsigned char fill)
{
    struct progress *progress = &c->verdict->progress;

    host_empty_heap(c->host, fill);
    checker_reset(c);
    progress->request = NO_REQUEST;
    progress->phase = phase == REPLAYING ? STARTING : phase;
    if (c->host->init() != 0)
        return checker_fail(c, NO_REQUEST, "mm_init did not return 0");
    progress->phase = phase;
    return true;
}

bool whole_payloads(struct checker *c, size_t i)
{
    for (uint32_t id = 0; id < c->trace->ids; id++)
        if (c->sizes[id] > 0 && !checked_payload(c, i, id))
            return false;
    return true;
}

bool whole_break(struct checker *c, size_t i)
{
    const char *overrun = mem_overrun();

    if (!c->host->simulated || !overrun)
        return true;
    const char *lo = mem_heap_lo(), *end = lo + mem_heapsize();
    c->verdict->detail[0] = '\0';
    c->verdict->kind = OVERWRITTEN;
    if (overrun < end) /* the break has come there since */
        return checker_fail(
            c, i, "memory past the break was written, 0x%zx bytes into the heap",
            (size_t)(overrun - lo));
    return checker_fail(c, i, "memory past the break was written, %zu bytes past it",
                        (size_t)(overrun - end));
}

bool whole_checkheap(struct checker *c, size_t i)
{
    int line = i == NO_REQUEST ? 0 : (int)c->trace->lines[i];

    if (!c->host->checkheap)
        return true;
    c->checking = true;
    bool sound = c->host->checkheap(line);
    c->checking = false;
    if (sound)
        return true;
    c->verdict->kind = HARMFUL;
    c->verdict->objected = c->host->watched;
    way_explain_read(c);
    return checker_fail(c, i, "mm_checkheap returned false%s",
                        i == NO_REQUEST ? "" : " after this request");
}
