/* collect-by-age.c - Takes what was there at the last collection for garbage, if no root
 * refers to it.
 * (collect.rep, --collect) expect: collect.rep:100: list: malloc: mm_collect, called
 * after it, has freed the block of id \d+, which was reachable through id \d+ and root
 * \d+ */

#define OWN_COLLECT
#include "collector.h"

static bool is_root(struct head *b)
{
    for (void *const *root = mem_roots_lo(); root < mem_roots_hi(); root++)
        if (REFERS(*root, b))
            return true;
    return false;
}

size_t mm_collect(void)
{
    for (struct head *b = first(); b < last(); b = next_of(b)) {
        if (b->in_use && b->marked && !is_root(b))
            release(b);
        b->marked = b->in_use;
    }
    return 0;
}
