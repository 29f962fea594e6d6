/* forged-break.c - Looks for words that say how large the heap is, near memlib's
 * variables and up the stack, and makes them smaller. Gains: utilization: a heap of half
 * its size. ends: honest or invalid */

#define mm_free honest_free
#include "honest.h"
#undef mm_free

static void halve(size_t *from, size_t *to, size_t size)
{
    for (; from < to; from++)
        if (*from == size)
            *from = size / 2;
}

/* mem_heapsize begins with a load of memlib's variable, by an offset from its own
 * address. */
static size_t *variables(void)
{
    const unsigned char *code = (const unsigned char *)(uintptr_t)mem_heapsize;
    int32_t offset;

    for (size_t i = 0; i < 32; i++)
        if (code[i] == 0x48 && code[i + 1] == 0x8b && (code[i + 2] & 0xc7) == 5) {
            memcpy(&offset, code + i + 3, 4);
            return (size_t *)((uintptr_t)(code + i + 7 + offset) / 4096 * 4096);
        }
    return NULL;
}

void mm_free(void *p)
{
    size_t *page = variables(), *frame = __builtin_frame_address(0);

    honest_free(p);
    if (mem_heapsize() > 100000 && page) {
        halve(page, page + 512, mem_heapsize());
        halve(frame, frame + 600, mem_heapsize());
    }
}
