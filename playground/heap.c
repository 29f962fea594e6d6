/*
 * heap.c - The simulated heap (memlib.h) in the memory of WebAssembly.
 */

#include "playground/heap.h"

#include "memlib.h"
#include "playground/page.h"

#include <errno.h>

enum { PAGE = 4096 }; /* as on the machine whose 32-bit build it equals */

static char *base;   /* the heap's first byte */
static char *brk_;   /* one past its last */
static size_t limit; /* bytes */

void heap_begin(char *at, size_t most)
{
    base = brk_ = at;
    limit = most;
}

void *mem_sbrk(intptr_t incr)
{
    char *old = brk_;

    if (incr < 0 || (size_t)incr > limit - mem_heapsize() || !page_grow(brk_ + incr)) {
        errno = ENOMEM;
        return (void *)-1;
    }
    brk_ += incr;
    return old;
}

void *mem_heap_lo(void)
{
    return base;
}

void *mem_heap_hi(void)
{
    return brk_ - 1;
}

size_t mem_heapsize(void)
{
    return (size_t)(brk_ - base);
}

size_t mem_pagesize(void)
{
    return PAGE;
}
