/* segregated-power.c - A class for each power of two; first fit in the class.
 * Source: CS:APP, 9.9.14. */

#define CLASSES POWERS
#define CLASS power_of_two
#define ORDER lifo
#define FIT first_fit
#include "segregated.h"
