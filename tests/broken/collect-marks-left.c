/* collect-marks-left.c - Marks stay until the next collection.
 * (collect.rep, --collect) expect: collect.rep:72: roots: malloc: mm_collect, called
 * after it, has kept the last \d+ payloads that nothing refers to any more and that an
 * earlier call had found reachable: were marks left\? */

#define UNMARK(b) ((void)0)
#include "collector.h"
