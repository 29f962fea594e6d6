/*
 * peer.c - A system allocator as a plug-in, to stand beside libc: jemalloc and its like.
 *
 * Its library is loaded for this plug-in alone, so that the driver keeps libc's. It takes
 * its memory from the system: there is no simulated heap, and no score.
 *
 *     cc -DLIBRARY='"libjemalloc.so.2"' -fPIC -shared compat/peer.c -o jemalloc.so
 */

#include "mm.h"

#include <dlfcn.h>
#include <string.h>

const bool mm_takes_system_memory = true;

static struct {
    void *(*malloc)(size_t n);
    void (*free)(void *p);
    void *(*realloc)(void *p, size_t n);
    void *(*calloc)(size_t count, size_t n);
} library;

static bool look_up(void *handle, const char *name, void *function)
{
    void *symbol = dlsym(handle, name);
    memcpy(function, &symbol, sizeof symbol);
    return symbol != NULL;
}

int mm_init(void)
{
    if (library.malloc)
        return 0;
    void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    bool complete = handle && look_up(handle, "free", &library.free) &&
                    look_up(handle, "realloc", &library.realloc) &&
                    look_up(handle, "calloc", &library.calloc) &&
                    look_up(handle, "malloc", &library.malloc);
    return complete ? 0 : -1;
}

void *mm_malloc(size_t n)
{
    return library.malloc(n);
}

void mm_free(void *p)
{
    library.free(p);
}

void *mm_realloc(void *p, size_t n)
{
    return library.realloc(p, n);
}

void *mm_calloc(size_t count, size_t n)
{
    return library.calloc(count, n);
}
