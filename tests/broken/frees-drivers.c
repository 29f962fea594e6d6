/* frees-drivers.c - The system's free, for what is not its own: musl's goes astray.
 * expect: zoo.rep:8: free: crashed \((abort|segmentation fault)\) */

#define mm_free good_free
#include "base.h"
#undef mm_free

void mm_free(void *p)
{
    free(p);
}
