/* garbles-last-byte.c - Freeing changes the last byte of the block before.
 * expect: zoo.rep:11: realloc: payload of id 0 was overwritten at byte 99 of
 * 100\n.*\n.*\n +it happened during line 8 \(f 1\) */

#define mm_free good_free
#include "base.h"
#undef mm_free

void mm_free(void *p)
{
    char *before = (char *)p - 2 * ALIGNMENT - round_up(100);
    if (p && *size_of(p) == 200)
        before[ALIGNMENT + 99] ^= 1;
}
