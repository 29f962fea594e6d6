/* implicit-next.c - Next fit over the whole heap.
 * Source: CS:APP, 9.9.7; Knuth, The Art of Computer Programming 1 (1968), section 2.5. */

#define FIT heap_next_fit
#include "implicit.h"
