/* explicit-best.c - The block freed last comes first; best fit.
 * Source: CS:APP, 9.9.7 and 9.9.13. */

#define ORDER lifo
#define FIT best_fit
#include "explicit.h"
