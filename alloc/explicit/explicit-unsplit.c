/* explicit-unsplit.c - explicit-lifo that never splits.
 * Source: CS:APP, 9.9.8. */

#define SPLITTING SIZE_MAX
#include "explicit-lifo.c"
