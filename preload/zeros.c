/*
 * zeros.c - Zeros by page: a large payload's pages are handed back to the system.
 *
 * The next who touches one of them gets it anew, and zero. A page that nobody touches
 * takes no memory: programs ask for large tables and use a part.
 */

#include "zeros.h"

#include "memlib.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

static void clear_large(char *p, size_t n)
{
    uintptr_t page = mem_pagesize();
    char *first =
        p + (-(uintptr_t)p & (page - 1)); /* the pages that are the payload's alone */
    char *end = p + n - (((uintptr_t)p + n) & (page - 1));

    memset(p, 0, (size_t)(first - p));
    memset(end, 0, (size_t)(p + n - end));
    if (madvise(first, (size_t)(end - first), MADV_DONTNEED) < 0)
        memset(first, 0, (size_t)(end - first)); /* the program has locked its memory */
}

void *zeros(void *p, size_t n)
{
    if (n < LARGE)
        return memset(p, 0, n);
    clear_large(p, n);
    return p;
}
