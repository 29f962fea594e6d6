/* tramples.c - Writes over the headers of others: by the size of the payload that is
 * freed, a size, or half of a link. For a payload of 100 bytes it joins two blocks, to
 * split them and keep the size; of a block that it splits for 200 the rest has no header.
 */

#include "memlib.h"
#include "mm.h"

#include <stdint.h>

static char *rest;

int mm_init(void)
{
    rest = NULL;
    return 0;
}

static uint64_t *word(char *lo, size_t at)
{
    return (uint64_t *)(lo + at);
}

static void *join_and_split(void)
{
    char *lo = mem_sbrk(4096);

    *word(lo, 8) = 32 | 2;
    *word(lo, 40) = 4048;
    *word(lo, 8) += *word(lo, 40);
    *word(lo, 120) = ((*word(lo, 8) & ~15) - 112) | 2;
    *word(lo, 8) |= 1;
    return lo + 8;
}

static uint32_t *size_of(void *p)
{
    return (uint32_t *)p - 1;
}

static void *split(void)
{
    char *p = (char *)mem_sbrk(528) + 16;

    *size_of(p) = 512 | 3;
    *size_of(p) -= 304;
    rest = p + 208;
    return p;
}

void *mm_malloc(size_t n)
{
    uint32_t room = (uint32_t)(n + 15) / 16 * 16;

    if (n == 100)
        return join_and_split();
    if (n == 200)
        return split();
    char *p = rest ? rest : (char *)mem_sbrk((intptr_t)(16 + room)) + 16;
    *size_of(p) = room | 3;
    return p;
}

void mm_free(void *p)
{
    uint32_t room = p ? *size_of(p) & ~15U : 0;
    char *next = (char *)p + room + 16;

    if (room == 64) {
        *size_of(next) = 512;
        *size_of(next) += *(uint32_t *)next;
    }
    if (room == 128) {
        *(char **)(next - 8) = p;
        *size_of(next) &= ~2U;
    }
    if (room == 208)
        *size_of(p) += *(uint32_t *)next;
    if (p && *size_of(p) < 32)
        *size_of(p) = *(uint32_t *)((char *)p + *size_of(p));
}

void *mm_realloc(void *p, size_t n)
{
    mm_free(p);
    return mm_malloc(n);
}
