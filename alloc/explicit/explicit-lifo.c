/* explicit-lifo.c - The block freed last comes first; first fit.
 * Source: CS:APP, 9.9.13. */

#define ORDER lifo
#define FIT first_fit
#include "explicit.h"
