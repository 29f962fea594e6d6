#ifndef PAGE_H
#define PAGE_H

#include "host/allocator.h"
#include "result/result.h"

/*
 * page.h - One HTML file that shows what allocators did with a trace, at any request.
 */

/* --page: writes the file of this name, with every allocator that has a simulated heap.
 * The results are those on the one trace. Of one that fails, all is shown up to there. */
void page_write(const char *path, struct allocator *allocators,
                const struct result *results, size_t count, double timeout);

#endif
