/* collect-back-links.c - A link back to a lower address is not followed.
 * (collect.rep, --collect) expect: collect.rep:21: list: free: mm_collect, called after
 * it, has freed the block of id \d+, which was reachable through id \d+ and root \d+ */

#define OWN_MARK
#include "collector.h"

static void mark(void *address)
{
    for (struct head *b = first(); b < last(); b = next_of(b)) {
        if (!b->in_use || b->marked || !REFERS(address, b))
            continue;
        b->marked = true;
        for (size_t i = 0; i + sizeof(void *) <= b->size; i += sizeof(void *))
            if (*(char **)(payload_of(b) + i) > payload_of(b))
                mark(*(void **)(payload_of(b) + i));
    }
}
