/* garbles-far-into-large.c - Free changes byte 2500 of a live payload (large.rep).
 * expect: large.rep:9: free: payload of id 0 was overwritten at byte 2500 of
 * 3000\n.*\n.*\n +it happened during line 8 \(f 2\) */

#define mm_free good_free
#include "base.h"
#undef mm_free

void mm_free(void *p)
{
    if (p && *size_of(p) == 5000)
        ((char *)mem_heap_lo())[ALIGNMENT + 2500] ^= 1;
}
