/*
 * careless-2002.c - A submission that its handout's driver passes, and that is as
 * careless as it may be: it looks past the break, realloc copies more than there is and
 * wants no NULL, and its calloc is not written.
 */
#include <stdio.h>
#include <string.h>

#include "memlib.h"
#include "mm.h"

team_t team = {.teamname = "ateam", .name1 = "A. Student", .email1 = "as@cs"};

extern int verbose;

#define ALIGN(size) (((size) + 7) & ~0x7)
#define SIZE(block) (*(unsigned int *)(block))
#define FREE 1

inline void *grow(size_t size)
{
    return mem_sbrk(size);
}

int mm_init(range_t **ranges)
{
    if (verbose > 1)
        mm_check();
    return grow(4) == (void *)-1 ? -1 : 0;
}

/* The block after the last has size 0, since nothing was ever written there. */
void *mm_malloc(size_t size)
{
    unsigned int need = ALIGN(size + 4);
    char *block = (char *)mem_heap_lo() + 4;

    for (; SIZE(block) != 0; block += SIZE(block) & ~7)
        if ((SIZE(block) & FREE) && SIZE(block) - FREE >= need) {
            SIZE(block) -= FREE;
            return block + 4;
        }
    if (grow(need) == (void *)-1)
        return NULL;
    SIZE(block) = need;
    return block + 4;
}

void mm_free(void *ptr)
{
    SIZE((char *)ptr - 4) |= FREE;
}

void *mm_realloc(void *ptr, size_t size)
{
    unsigned int old = SIZE((char *)ptr - 4);
    if (old - 4 >= size)
        return ptr;
    void *new = mm_malloc(size);
    memcpy(new, ptr, size);
    mm_free(ptr);
    return new;
}

void *mm_calloc(size_t nmemb, size_t size)
{
    return NULL;
}

int mm_check(void)
{
    return printf("%p\n", mem_heap_lo()) > 0;
}
