/* segregated-footers.c - segregated-fine-best with a footer on every block. */

#define FOOTERS 1
#include "segregated-fine-best.c"
