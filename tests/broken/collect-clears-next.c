/* collect-clears-next.c - Clears the word behind what it frees.
 * (collect.rep, --collect) expect: collect.rep:73: realloc: byte \d+ of the \d+ that
 * must be kept is lost \(\d+ before, \d+ now\) */

#define FREED(b) \
    (next_of(b) < last() ? (void)(*(void **)payload_of(next_of(b)) = NULL) : (void)0)
#include "collector.h"
