/* collect-counts.c - Counts references, and frees what has none: never a cycle, and
 * never all of a list.
 * (collect.rep, --collect) expect: collect.rep:43: roots: malloc: mm_collect, called
 * after it, has kept the last \d+ payloads that nothing refers to any more, and freed
 * none */

#define OWN_COLLECT
#include "collector.h"

static bool is_referred(struct head *b)
{
    for (void *const *root = mem_roots_lo(); root < mem_roots_hi(); root++)
        if (REFERS(*root, b))
            return true;
    for (struct head *from = first(); from < last(); from = next_of(from))
        for (size_t i = 0; i < from->size && from->in_use && from != b;
             i += sizeof(void *))
            if (REFERS(*(void **)(payload_of(from) + i), b))
                return true;
    return false;
}

/* Only those whose mark says that they were there the last time, too. */
size_t mm_collect(void)
{
    for (struct head *b = first(); b < last(); b = next_of(b)) {
        if (b->in_use && b->marked && !is_referred(b))
            release(b);
        b->marked = false;
    }
    return 0;
}
