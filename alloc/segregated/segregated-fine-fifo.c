/* segregated-fine-fifo.c - Four classes to a power of two, the block freed first first;
 * first fit.
 * Source: Wilson et al., Dynamic storage allocation: a survey and critical review, IWMM
 * 1995. */

#define CLASSES FINE
#define CLASS fine
#define ORDER fifo
#define FIT first_fit
#include "segregated.h"
