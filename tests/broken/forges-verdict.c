/* forges-verdict.c - Looks for memory that is shared with the driver, writes there what
 * a good end might look like, and ends.
 * expect: zoo.rep: exited with status 0 in the middle of the run
 * apart: zoo.rep:5: malloc: exited with status 0 in the middle of the run
 */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

static char *from, *to;

/* Before the driver forbids to open files. */
__attribute__((constructor)) static void look(void)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[512];

    while (maps && fgets(line, sizeof line, maps))
        if (strstr(line, "rw-s"))
            sscanf(line, "%p-%p", (void **)&from, (void **)&to);
}

void *mm_malloc(size_t n)
{
    enum { SEMAPHORES = 64 };

    if (from)
        memset(from + SEMAPHORES, 1, (size_t)(to - from) - SEMAPHORES);
    _exit(n == 0);
}
