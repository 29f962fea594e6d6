#ifndef COMPAT_PLAIN_H
#define COMPAT_PLAIN_H

#include <stdlib.h>

/*
 * plain.h - For a file that defines malloc and free themselves: some handouts' mm.h gives
 * them the names that the driver knows.
 */

#define malloc mm_malloc
#define free mm_free
#define realloc mm_realloc
#define calloc mm_calloc

#endif
