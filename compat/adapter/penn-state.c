/*
 * penn-state.c - Memlib by the names that Penn State's handout has.
 */

#include "../cmu-2016/memlib.h"

#pragma weak mm_sbrk
#pragma weak mm_heap_lo
#pragma weak mm_heap_hi
#pragma weak mm_heapsize
#pragma weak mm_pagesize
#pragma weak mm_memcpy
#pragma weak mm_memset

void *mm_sbrk(intptr_t incr)
{
    return mem_sbrk(incr);
}

void *mm_heap_lo(void)
{
    return mem_heap_lo();
}

void *mm_heap_hi(void)
{
    return mem_heap_hi();
}

size_t mm_heapsize(void)
{
    return mem_heapsize();
}

size_t mm_pagesize(void)
{
    return mem_pagesize();
}

void *mm_memcpy(void *to, const void *from, size_t n)
{
    return mem_memcpy(to, from, n);
}

void *mm_memset(void *p, int byte, size_t n)
{
    return mem_memset(p, byte, n);
}
