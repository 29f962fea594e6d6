/* leaks-slowly.c - One realloc of a thousand does not release the old block
 * (traces/edge/realloc-leak.rep, --thorough) expect: traces/edge/realloc-leak.rep:\d+:
 * bare replay: realloc: mm_realloc does not release the old block: the heap has \d+
 * bytes, but \d+ with malloc and free in place of each realloc */

#define mm_realloc good_realloc
#define mm_init good_init
#include "alloc/explicit/explicit-lifo.c"
#undef mm_realloc
#undef mm_init

static int calls;

int mm_init(void)
{
    calls = 0;
    return good_init();
}

void *mm_realloc(void *p, size_t n)
{
    if (++calls % 1000 || !p)
        return good_realloc(p, n);
    void *q = mm_malloc(n);
    if (q) {
        size_t old = mm_usable_size(p);
        memcpy(q, p, old < n ? old : n);
    }
    return q;
}
