/* collect-last-root.c - The last root is not looked at.
 * (collect.rep, --collect) expect: collect.rep:177: roots: malloc: mm_collect, called
 * after it, has freed the block of id \d+, which was reachable through root \d+ */

#define LAST_ROOT (mem_roots_hi() - 1)
#include "collector.h"
