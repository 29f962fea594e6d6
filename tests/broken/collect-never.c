/* collect-never.c - Collects nothing.
 * (collect.rep, --collect) expect: collect.rep:43: roots: malloc: mm_collect, called
 * after it, has kept the last \d+ payloads that nothing refers to any more, and freed
 * none */

#define IS_GARBAGE(b) false
#include "collector.h"
