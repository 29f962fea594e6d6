/* segregated-fine-best.c - Four classes to a power of two; best fit in the class. */

#define CLASSES FINE
#define CLASS fine
#define ORDER lifo
#define FIT best_fit
#include "segregated.h"
