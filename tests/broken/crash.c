/* crash.c - Freeing follows a null pointer.
 * expect: zoo.rep:8: free: crashed \(segmentation fault\) */

#define mm_free good_free
#include "base.h"
#undef mm_free

void mm_free(void *p)
{
    volatile char *null = NULL;
    *null = p != NULL;
}
