/* collect-no-links.c - Roots are followed, links are not.
 * (collect.rep, --collect) expect: collect.rep:21: list: free: mm_collect, called after
 * it, has freed the block of id \d+, which was reachable through id \d+ and root \d+ */

#define TO(b) 0
#include "collector.h"
