/* collect-recursion.c - Marks by recursion, which overflows the stack on a long list.
 * (long-list.rep, --collect) expect: long-list.rep:\d+: list: malloc: crashed
 * \(segmentation fault\) */

#define OWN_MARK
#include "collector.h"

static void mark(void *address)
{
    volatile char path[3000] = ""; /* for a message */

    for (struct head *b = first(); b < last(); b = next_of(b)) {
        if (!b->in_use || b->marked || !REFERS(address, b))
            continue;
        b->marked = true;
        for (size_t i = 0; i + sizeof(void *) <= b->size; i += sizeof(void *))
            mark(*(void **)(payload_of(b) + i));
        path[0]++;
    }
}
