/*
 * ledger.c - A word for each granule of the heap, at the same distance from the start.
 *
 * As large as the heap, but in memory only where payloads begin.
 */

#include "ledger.h"

#include "platform.h"

#include <stdint.h>
#include <sys/mman.h>

enum { GRANULE = sizeof(size_t) };

static const char *heap;
static size_t heap_bytes;
static size_t *sizes;

void ledger_start(const void *start, size_t bytes)
{
    void *map = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (map == MAP_FAILED)
        platform_end("there is no memory for the books of %zu bytes", bytes);
    heap = start;
    heap_bytes = bytes;
    sizes = map;
}

size_t ledger_size(const void *p)
{
    uintptr_t offset = (uintptr_t)p - (uintptr_t)heap;
    return offset < heap_bytes && offset % GRANULE == 0 ? sizes[offset / GRANULE] : 0;
}

void ledger_set(const void *p, size_t n)
{
    sizes[((uintptr_t)p - (uintptr_t)heap) / GRANULE] = n;
}
