/* implicit-footers.c - implicit-first with a footer on every block: the book's allocator
 * of 9.9.12.
 * Source: CS:APP, 9.9.11 and 9.9.12. */

#define FOOTERS 1
#include "implicit-first.c"
