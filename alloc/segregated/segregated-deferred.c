/* segregated-deferred.c - segregated-fine-best, coalescing only when no block fits.
 * Source: CS:APP, 9.9.10 and 9.9.14. */

#define COALESCING DEFERRED
#include "segregated-fine-best.c"
