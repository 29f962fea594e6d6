/*
 * int-init.c - Handouts before 2016: failure is an mm_init below 0, and mem_sbrk takes
 * an int.
 */

#include "memlib.h"
#include "mm.h"

int submission_init(void *ranges); /* which most do not take */
void *mem_sbrk_int(int incr);

int mm_init(void)
{
    return submission_init(NULL) < 0 ? -1 : 0;
}

void *mem_sbrk_int(int incr)
{
    return mem_sbrk(incr);
}
