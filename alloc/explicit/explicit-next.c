/* explicit-next.c - The block freed last comes first; next fit. */

#define ORDER lifo
#define FIT next_fit
#include "explicit.h"
