/* explicit-chunk.c - explicit-lifo that extends the heap by a page or more (the book's
 * CHUNKSIZE).
 * Source: CS:APP, 9.9.9 and 9.9.12. */

#define GROWTH 4096
#include "explicit-lifo.c"
