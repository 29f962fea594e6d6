/* segregated-footers.c - segregated-fine-best with a footer on every block.
 * Source: CS:APP, 9.9.11 and 9.9.14. */

#define FOOTERS 1
#include "segregated-fine-best.c"
