/* segregated-fine-best.c - Four classes to a power of two; best fit in the class.
 * Source: CS:APP, 9.9.14. */

#define CLASSES FINE
#define CLASS fine
#define ORDER lifo
#define FIT best_fit
#include "segregated.h"
