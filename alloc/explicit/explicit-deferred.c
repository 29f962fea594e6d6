/* explicit-deferred.c - explicit-lifo, coalescing only when no block fits. */

#define COALESCING DEFERRED
#include "explicit-lifo.c"
