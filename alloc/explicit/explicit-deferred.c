/* explicit-deferred.c - explicit-lifo, coalescing only when no block fits.
 * Source: CS:APP, 9.9.10. */

#define COALESCING DEFERRED
#include "explicit-lifo.c"
