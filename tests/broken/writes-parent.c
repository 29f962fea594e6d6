/* writes-parent.c - The driver's own memory, by way of /proc.
 * expect: valid
 * apart: zoo.rep: cannot be loaded: \d+ bytes of globals can be written, 128 may
 */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

static FILE *memory;

__attribute__((constructor)) static void look(void)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/mem", (int)getppid());
    memory = fopen(path, "r+");
}

void *mm_malloc(size_t n)
{
    static char zeros[1 << 16];

    if (memory && fseek(memory, 0x400000, SEEK_SET) == 0)
        fwrite(zeros, 1, sizeof zeros, memory);
    return good_malloc(n);
}
