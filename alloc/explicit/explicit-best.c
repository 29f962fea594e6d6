/* explicit-best.c - The block freed last comes first; best fit. */

#define ORDER lifo
#define FIT best_fit
#include "explicit.h"
