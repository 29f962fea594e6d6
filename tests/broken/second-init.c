/* second-init.c - The second mm_init aborts.
 * expect: zoo.rep: second replay: crashed \(abort\) */

#define mm_init good_init
#include "base.h"
#undef mm_init

int mm_init(void)
{
    static int calls;
    if (calls++ > 0)
        abort();
    return good_init();
}
