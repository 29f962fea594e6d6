/* log-vdso.c - Keeps the log of answers in the kernel's page of the process, found by the
 * auxiliary vector. Gains: the speed of a table. ends: honest or invalid */

#include "replaying.h"

enum { AT_SYSINFO_EHDR = 33 };

static uint32_t *find_log(void)
{
    uintptr_t *word = __builtin_frame_address(0);

    room = 500;
    for (size_t i = 0; i < 512; i++)
        if (word[i] == AT_SYSINFO_EHDR && word[i + 1] % 4096 == 0 &&
            word[i + 1] > (uintptr_t)word)
            return (uint32_t *)(word[i + 1] + 2048);
    return NULL;
}
