/* collect-free-list.c - Returns what its list of free blocks has, and finds no garbage.
 * (collect.rep, --collect) expect: collect.rep:43: roots: malloc: mm_collect, called
 * after it, has kept the last \d+ payloads that nothing refers to any more, and freed
 * none */

#define OWN_COLLECT
#include "collector.h"

size_t mm_collect(void)
{
    size_t free_bytes = 0;

    for (struct head *b = first(); b < last(); b = next_of(b))
        free_bytes += b->in_use ? 0 : b->size;
    return free_bytes;
}
