/* explicit-uncoalesced.c - explicit-lifo without coalescing. */

#define COALESCING NEVER
#include "explicit-lifo.c"
