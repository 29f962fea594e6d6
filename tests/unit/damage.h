#ifndef DAMAGE_H
#define DAMAGE_H

/*
 * damage.h - The champion is taken apart: is each wrong number noticed by its checker?
 */

#include "cm.h"

#include "alloc/champion/champion.c"

/* Is it noticed that this number is another, and content when it is not any more? */
static void damage(uint32_t *number, uint32_t other)
{
    uint32_t good = *number;

    *number = other;
    assert_false(mm_checkheap(__LINE__));
    *number = good;
    assert_true(mm_checkheap(__LINE__));
}

#endif
