/* collect-no-walk.c - Frees what is reachable by links, and has no mm_walk to tell.
 * (collect.rep, --collect) expect: collect.rep:21: list: free: payload of id \d+,
 * reachable through id \d+ and root \d+, was overwritten at byte \d+ of \d+ */

#define TO(b) 0
#define mm_walk no_walk
#include "collector.h"
