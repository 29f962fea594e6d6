/* explicit-good.c - The block freed last comes first; the best of the first few that
 * fit.
 * Source: Wilson et al., Dynamic storage allocation: a survey and critical review, IWMM
 * 1995. */

#define ORDER lifo
#define FIT good_fit
#include "explicit.h"
