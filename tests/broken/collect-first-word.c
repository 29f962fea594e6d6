/* collect-first-word.c - Only the first word of a payload is looked at.
 * (collect.rep, --collect) expect: collect.rep:21: list: free: mm_collect, called after
 * it, has freed the block of id \d+, which was reachable through id \d+ and root \d+ */

#define TO(b) sizeof(void *)
#include "collector.h"
