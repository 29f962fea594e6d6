/* implicit-deferred.c - implicit-first, coalescing only when no block fits.
 * Source: CS:APP, 9.9.10. */

#define COALESCING DEFERRED
#include "implicit-first.c"
