/* explicit-address-best.c - Blocks in the order of their addresses; best fit. */

#define ORDER by_address
#define FIT best_fit
#include "explicit.h"
