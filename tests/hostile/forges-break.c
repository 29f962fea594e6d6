/* forges-break.c - Nothing is ever freed, and the break is said to be lower than it is:
 * its variable is found in the code of mem_heapsize, and written. */

#define mm_free good_free
#define mm_init good_init
#include "tests/broken/base.h"
#undef mm_free
#undef mm_init

static char **brk_;

/* Of the first instruction there that names memory relative to itself. */
static char **variable_in(const unsigned char *code)
{
    int32_t distance;

    for (int i = 0; i < 32; i++)
        if (code[i] == 0x48 && code[i + 1] == 0x8b && (code[i + 2] & 0xc7) == 5) {
            memcpy(&distance, code + i + 3, sizeof distance);
            return (char **)(uintptr_t)(code + i + 7 + distance);
        }
    return NULL;
}

int mm_init(void)
{
    brk_ = variable_in((const unsigned char *)(uintptr_t)mem_heapsize);
    return good_init();
}

/* All that is freed at the heap's end is no longer the heap's. */
void mm_free(void *p)
{
    char *block = (char *)p - ALIGNMENT;

    if (p && brk_ && block + ALIGNMENT + round_up(*size_of(p)) == *brk_)
        *brk_ = block;
}
