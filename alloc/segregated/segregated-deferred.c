/* segregated-deferred.c - segregated-fine-best, coalescing only when no block fits. */

#define COALESCING DEFERRED
#include "segregated-fine-best.c"
