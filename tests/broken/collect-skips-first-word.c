/* collect-skips-first-word.c - The first word of a payload is not looked at.
 * (collect.rep, --collect) expect: collect.rep:51: list: free: mm_collect, called after
 * it, has freed the block of id \d+, which was reachable through id \d+, \d+ more and
 * root \d+ */

#define FROM(b) sizeof(void *)
#include "collector.h"
