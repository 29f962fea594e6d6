/* explicit-uncoalesced.c - explicit-lifo without coalescing.
 * Source: CS:APP, 9.9.10. */

#define COALESCING NEVER
#include "explicit-lifo.c"
