/* segregated-chunk.c - segregated-fine-best that extends the heap by a page or more.
 * Source: CS:APP, 9.9.9 and 9.9.14. */

#define GROWTH 4096
#include "segregated-fine-best.c"
