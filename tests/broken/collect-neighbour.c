/* collect-neighbour.c - Frees the block behind the garbage.
 * (collect.rep, --collect) expect: collect.rep:17: roots: malloc: mm_collect, called
 * after it, has freed the block of id \d+, which was reachable through root \d+ */

#define OWN_COLLECT
#include "collector.h"

size_t mm_collect(void)
{
    for (void *const *root = mem_roots_lo(); root < mem_roots_hi(); root++)
        mark(*root);
    for (struct head *b = first(); b < last(); b = next_of(b)) {
        if (b->in_use && !b->marked && next_of(b) < last())
            release(next_of(b));
        b->marked = false;
    }
    return 0;
}
