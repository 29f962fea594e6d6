/* implicit-best.c - Best fit over the whole heap.
 * Source: CS:APP, 9.9.7. */

#define FIT heap_best_fit
#include "implicit.h"
