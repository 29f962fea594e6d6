/* explicit-unsplit.c - explicit-lifo that never splits. */

#define SPLITTING SIZE_MAX
#include "explicit-lifo.c"
