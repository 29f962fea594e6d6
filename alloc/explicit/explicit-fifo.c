/* explicit-fifo.c - The block freed first comes first; first fit. */

#define ORDER fifo
#define FIT first_fit
#include "explicit.h"
