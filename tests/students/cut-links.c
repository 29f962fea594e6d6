/* cut-links.c - Links of 4 bytes, where addresses have 8. */

#define mm_free good_free
#define mm_malloc good_malloc
#define mm_init good_init
#include "list.h"
#undef mm_free
#undef mm_malloc
#undef mm_init

static unsigned first;

int mm_init(void)
{
    first = 0;
    return 0;
}

/* On a heap of some pages, so that no offset in it could be mistaken for a field's. */
void *mm_malloc(size_t n)
{
    unsigned *p = (unsigned *)(uintptr_t)first;

    if (first)
        first = *p;
    return good_malloc(n > 0 && n < 8192 ? 8192 : n);
}

void mm_free(void *p)
{
    if (p)
        first = (unsigned)(uintptr_t)p;
    good_free(p);
}
