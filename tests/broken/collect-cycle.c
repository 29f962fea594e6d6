/* collect-cycle.c - What is met again before all behind it is marked, as in a cycle,
 * loses its mark.
 * (collect.rep, --collect=cycles) expect: collect.rep:8: cycles: malloc: mm_collect,
 * called after it, has freed the block of id \d+, which was reachable through root \d+
 */

#define OWN_MARK
#include "collector.h"

static void mark(void *address)
{
    for (struct head *b = first(); b < last(); b = next_of(b)) {
        if (!b->in_use || !REFERS(address, b))
            continue;
        if (b->marked || b->is_busy) {
            b->marked = !b->is_busy;
            return;
        }
        b->marked = b->is_busy = true;
        for (size_t i = 0; i + sizeof(void *) <= b->size; i += sizeof(void *))
            mark(*(void **)(payload_of(b) + i));
        b->is_busy = false;
        return;
    }
}
