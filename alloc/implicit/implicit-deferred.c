/* implicit-deferred.c - implicit-first, coalescing only when no block fits. */

#define COALESCING DEFERRED
#include "implicit-first.c"
