/* explicit-footers.c - explicit-lifo with a footer on every block (the book's figure
 * 9.39).
 * Source: CS:APP, 9.9.11. */

#define FOOTERS 1
#include "explicit-lifo.c"
