/* collect-depth.c - Follows no more than ten links from a root.
 * (collect.rep, --collect) expect: collect.rep:111: list: malloc: mm_collect, called
 * after it, has freed the block of id \d+, which was reachable through id \d+, \d+ more
 * and root \d+ */

#define OWN_MARK
#include "collector.h"

static void mark(void *address)
{
    static int depth;

    for (struct head *b = first(); b < last() && depth <= 10; b = next_of(b)) {
        if (!b->in_use || b->marked || !REFERS(address, b))
            continue;
        b->marked = true;
        depth++;
        for (size_t i = 0; i + sizeof(void *) <= b->size; i += sizeof(void *))
            mark(*(void **)(payload_of(b) + i));
        depth--;
    }
}
