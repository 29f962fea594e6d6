/* garbles-for-a-while.c - Free changes a live payload, and the next call puts it right
 * (--thorough). expect: zoo.rep:8: free: payload of id 0 was overwritten at byte 0 of 100
 */

#define mm_malloc good_malloc
#define mm_free good_free
#define mm_init good_init
#include "base.h"
#undef mm_malloc
#undef mm_free
#undef mm_init

static char *changed;

static void restore(void)
{
    if (changed)
        *changed ^= 1;
    changed = NULL;
}

int mm_init(void)
{
    changed = NULL;
    return good_init();
}

void *mm_malloc(size_t n)
{
    restore();
    return good_malloc(n);
}

void mm_free(void *p)
{
    char *first = (char *)mem_heap_lo() + ALIGNMENT;

    restore();
    if (!p || p == first || *size_of(p) != 200)
        return;
    changed = first;
    *changed ^= 1;
}
