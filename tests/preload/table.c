/*
 * table.c - A large table of zeros of which little is used, twice in the same place; says
 * how many pages of the second are in memory.
 */

#define _GNU_SOURCE

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { BYTES = 4 << 20 };

static size_t resident_pages(char *p, size_t n)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), count = 0;
    static unsigned char pages[BYTES / 4096 + 1];
    char *first = p - (uintptr_t)p % page;

    if (mincore(first, (size_t)(p + n - first), pages) < 0)
        exit(3);
    for (size_t i = 0; i < sizeof pages; i++)
        count += pages[i] & 1;
    return count;
}

int main(void)
{
    char *p = malloc(BYTES);

    memset(p, 'x', BYTES);
    free(p);
    p = calloc(BYTES / 8, 8);
    p[BYTES / 2] = 1;
    printf("%zu\n", resident_pages(p, BYTES));
    return 0;
}
