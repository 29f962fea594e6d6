/* misread.c - Takes for a link what is none: by the size of the payload that is freed,
 * its first bytes, half of one word and of the next behind it, or what another has left.
 */

#include "memlib.h"
#include "mm.h"

#include <stdint.h>
#include <string.h>

static char *left;

int mm_init(void)
{
    left = NULL;
    return 0;
}

void *mm_malloc(size_t n)
{
    size_t room = 16 + (n + 15) / 16 * 16 + 64;
    char *p = mem_sbrk((intptr_t)room);

    if (p == (void *)-1)
        return NULL;
    *(size_t *)p = n;
    return p + 16;
}

static char *link_at(char *p)
{
    return *(char **)p;
}

void mm_free(void *p)
{
    size_t n = p ? *(size_t *)((char *)p - 16) : 0;
    uint32_t *words = (uint32_t *)p + n / 4;

    if (n == 2)
        link_at(p)[8] = 1;
    if (n == 64) {
        words[5] = words[10] = 16;
        link_at((char *)(words + 9))[0] = 1;
    }
    if (n == 128)
        link_at(left + 8)[0] = 1;
}

void *mm_realloc(void *p, size_t n)
{
    size_t old = p ? *(size_t *)((char *)p - 16) : 0;
    char *q = mm_malloc(n);

    if (p && q)
        memcpy(q, p, old < n ? old : n);
    left = p;
    return q;
}
