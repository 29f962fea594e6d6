/* collect-last-word.c - The last word of a payload is not looked at.
 * (collect.rep, --collect) expect: collect.rep:97: tree: malloc: mm_collect, called
 * after it, has freed the block of id \d+, which was reachable through id \d+, \d+ more
 * and root \d+ */

#define TO(b) ((b)->size - sizeof(void *))
#include "collector.h"
