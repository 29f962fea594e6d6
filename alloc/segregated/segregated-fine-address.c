/* segregated-fine-address.c - Four classes to a power of two, in the order of addresses;
 * first fit.
 * Source: Wilson et al., Dynamic storage allocation: a survey and critical review, IWMM
 * 1995. */

#define CLASSES FINE
#define CLASS fine
#define ORDER by_address
#define FIT first_fit
#include "segregated.h"
