/* explicit-lifo.c - The block freed last comes first; first fit. */

#define ORDER lifo
#define FIT first_fit
#include "explicit.h"
