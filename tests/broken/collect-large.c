/* collect-large.c - What is larger than 256 bytes is taken to hold no links.
 * (collect.rep, --collect) expect: collect.rep:100: list: malloc: mm_collect, called
 * after it, has freed the block of id \d+, which was reachable through id \d+, \d+ more
 * and root \d+ */

#define TO(b) ((b)->size > 256 ? 0 : (b)->size)
#include "collector.h"
