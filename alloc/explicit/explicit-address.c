/* explicit-address.c - Blocks in the order of their addresses; first fit. */

#define ORDER by_address
#define FIT first_fit
#include "explicit.h"
