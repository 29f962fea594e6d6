/* segregated-fine.c - Four classes to a power of two; first fit in the class.
 * Source: CS:APP, 9.9.14. */

#define CLASSES FINE
#define CLASS fine
#define ORDER lifo
#define FIT first_fit
#include "segregated.h"
