/* implicit-first.c - First fit over the whole heap.
 * Source: CS:APP, 9.9.6 and 9.9.7. */

#define FIT heap_first_fit
#include "implicit.h"
