/* explicit-footers.c - explicit-lifo with a footer on every block (the book's
 * figure 9.39). */

#define FOOTERS 1
#include "explicit-lifo.c"
