/* explicit-next.c - The block freed last comes first; next fit.
 * Source: CS:APP, 9.9.7 and 9.9.13. */

#define ORDER lifo
#define FIT next_fit
#include "explicit.h"
