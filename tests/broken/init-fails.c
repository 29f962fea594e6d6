/* init-fails.c - mm_init fails.
 * expect: zoo.rep: mm_init: mm_init did not return 0 */

#define mm_init good_init
#include "base.h"
#undef mm_init

int mm_init(void)
{
    return -1;
}
