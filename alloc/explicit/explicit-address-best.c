/* explicit-address-best.c - Address-ordered best fit: of the blocks that fit best, the
 * lowest. tree-best has the same heap, and finds the block in fewer steps.
 * Source: Johnstone and Wilson, The memory fragmentation problem: solved?, ISMM 1998. */

#define ORDER by_address
#define FIT best_fit
#include "explicit.h"
