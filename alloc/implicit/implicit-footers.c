/* implicit-footers.c - implicit-first with a footer on every block: the book's allocator
 * of 9.9.12. */

#define FOOTERS 1
#include "implicit-first.c"
