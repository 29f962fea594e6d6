/* implicit-first.c - First fit over the whole heap. */

#define FIT heap_first_fit
#include "implicit.h"
