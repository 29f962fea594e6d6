/* implicit-uncoalesced.c - implicit-first without coalescing.
 * Source: CS:APP, 9.9.10. */

#define COALESCING NEVER
#include "implicit-first.c"
