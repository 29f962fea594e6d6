/*
 * segregated.h - Segregated fits: a list of free blocks for each class of sizes.
 *
 * A file that includes this one says what makes it an allocator:
 *
 *    CLASSES, CLASS    how many classes there are, and a size's (classes.h)
 *    ORDER             the order of each list (freelist.h)
 *    FIT               which block of a list a request gets (freelist.h)
 *
 * lists.h has the lists.
 */

#include "lists.h"

#include "alloc/core.h"
