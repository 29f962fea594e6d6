/* unsigned-below-zero.c - An offset of 4 bytes goes below 0.
 * expect: zoo.rep:\d+: free: crashed \(segmentation fault\)\n.*\n +the address is \d+
 * bytes past the break\n +that is 2\^32 less \d+: an unsigned int has probably gone below
 * 0 */

#define mm_free good_free
#include "base.h"
#undef mm_free

void mm_free(void *p)
{
    char *lo = mem_heap_lo();

    if (p)
        lo[(uint32_t)((char *)p - lo) - 5000] = 0;
}
