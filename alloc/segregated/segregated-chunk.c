/* segregated-chunk.c - segregated-fine-best that extends the heap by a page or more. */

#define GROWTH 4096
#include "segregated-fine-best.c"
