/* collect-interior.c - Only the address of the first byte counts as a reference.
 * (collect.rep, --collect) expect: collect.rep:12: interior: malloc: mm_collect, called
 * after it, has freed the block of id \d+, which was reachable through root \d+ */

#define REFERS(address, b) ((char *)(address) == payload_of(b))
#include "collector.h"
