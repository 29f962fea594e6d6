/* usable-more.c - mm_usable_size counts the next block's header in.
 * expect: zoo.rep:\d+: filled up to mm_usable_size: .* */

#include "base.h"

size_t mm_usable_size(void *p)
{
    return round_up(*size_of(p)) + ALIGNMENT;
}
