/* collect-wrong-way.c - Frees what is marked, and keeps what is not.
 * (collect.rep, --collect) expect: collect.rep:6: roots: malloc: mm_collect, called
 * after it, has freed the block of id \d+, which was reachable through root \d+ */

#define IS_GARBAGE(b) ((b)->marked)
#include "collector.h"
