/* explicit-good.c - The block freed last comes first; the best of the first few that fit.
 */

#define ORDER lifo
#define FIT good_fit
#include "explicit.h"
