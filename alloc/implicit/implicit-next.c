/* implicit-next.c - Next fit over the whole heap. */

#define FIT heap_next_fit
#include "implicit.h"
