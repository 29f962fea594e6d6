/* collect-past-roots.c - Looks for references behind the last root, too.
 * (collect.rep, --collect) expect: collect.rep:6: roots: malloc: crashed \(segmentation
 * fault\) */

#define LAST_ROOT (mem_roots_hi() + 1)
#include "collector.h"
