/* collect-trusts.c - Takes every word that is an address of the heap for that of a
 * payload.
 * (collect.rep, --collect=integers) expect: collect.rep:22: integers: malloc: crashed
 * \(segmentation fault\) */

#define OWN_MARK
#include "collector.h"

static void mark(void *address)
{
    struct head *b = (struct head *)address - 1;

    if (b < first() || b >= last() || (size_t)address % ALIGNMENT || b->marked)
        return;
    b->marked = true;
    for (size_t i = 0; i + sizeof(void *) <= b->size; i += sizeof(void *))
        mark(*(void **)(payload_of(b) + i));
}
