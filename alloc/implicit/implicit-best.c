/* implicit-best.c - Best fit over the whole heap. */

#define FIT heap_best_fit
#include "implicit.h"
