/* usable-less.c - mm_usable_size is less than what was asked for.
 * expect: zoo.rep:\d+: filled up to mm_usable_size: malloc: mm_usable_size says \d+ bytes
 * for a payload of \d+ */

#include "base.h"

size_t mm_usable_size(void *p)
{
    return *size_of(p) / 2;
}
