/* explicit-address.c - Blocks in the order of their addresses; first fit.
 * Source: CS:APP, 9.9.13. */

#define ORDER by_address
#define FIT first_fit
#include "explicit.h"
