/* explicit-fifo.c - The block freed first comes first; first fit.
 * Source: Wilson et al., Dynamic storage allocation: a survey and critical review, IWMM
 * 1995. */

#define ORDER fifo
#define FIT first_fit
#include "explicit.h"
