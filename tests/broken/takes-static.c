/* takes-static.c - The memory is an array of the program's.
 * expect: zoo.rep:5: malloc: payload lies in a global variable, not in the heap
 * apart: zoo.rep: cannot be loaded: \d+ bytes of globals can be written, 128 may
 */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    static _Alignas(16) char array[1 << 16];
    static size_t used;
    char *p = array + used;
    used += n < 1000 ? round_up(n) : 0;
    return p;
}
