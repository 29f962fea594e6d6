/* explicit-chunk.c - explicit-lifo that extends the heap by a page or more (the book's
 * CHUNKSIZE). */

#define GROWTH 4096
#include "explicit-lifo.c"
