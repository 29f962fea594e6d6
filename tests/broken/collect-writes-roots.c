/* collect-writes-roots.c - Clears a root when it has looked at it.
 * (collect.rep, --collect) expect: collect.rep:6: roots: malloc: mm_collect, called
 * after it, has changed root \d+ */

#define OWN_COLLECT
#include "collector.h"

size_t mm_collect(void)
{
    void **root = (void **)mem_roots_lo();

    for (; root < (void **)mem_roots_hi(); root++) {
        mark(*root);
        *root = NULL;
    }
    for (struct head *b = first(); b < last(); b = next_of(b)) {
        if (b->in_use && !b->marked)
            release(b);
        b->marked = false;
    }
    return 0;
}
