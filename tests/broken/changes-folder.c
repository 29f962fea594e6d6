/* changes-folder.c - Another working folder, no permissions for new files, other limits.
 * expect: valid */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

#include <sys/resource.h>
#include <sys/stat.h>

void *mm_malloc(size_t n)
{
    struct rlimit limit = {1 << 20, 1 << 20};

    umask(0777);
    setrlimit(RLIMIT_AS, &limit);
    setrlimit(RLIMIT_STACK, &limit);
    if (chdir("/") < 0)
        umask(0);
    return good_malloc(n);
}
