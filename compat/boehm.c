/*
 * boehm.c - Boehm's collector as a plug-in, to stand beside the lab's.
 *
 * Its library is loaded for this plug-in alone, as those of peer.c are. Where the program
 * has roots (memlib.h) they are all that it looks at besides the stack; else it frees what
 * it is told to. It takes its memory from the system: there is no simulated heap, and no
 * score.
 */

#include "memlib.h"
#include "mm.h"

#include <dlfcn.h>
#include <stdint.h>
#include <string.h>

const bool mm_takes_system_memory = true;

static struct {
    void (*init)(void);
    void (*set_no_dls)(int no);
    void (*set_warn_proc)(void (*warn)(char *message, uintptr_t argument));
    void (*clear_roots)(void);
    void (*add_roots)(void *lo, void *hi);
    void (*disable)(void);
    void (*collect)(void);
    size_t (*free_bytes)(void);
    void *(*malloc)(size_t n);
    void (*free)(void *p);
    void *(*realloc)(void *p, size_t n);
} gc;

static bool look_up(void *handle, const char *name, void *function)
{
    void *symbol = dlsym(handle, name);
    memcpy(function, &symbol, sizeof symbol);
    return symbol != NULL;
}

static bool load(void)
{
    void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

    return handle && look_up(handle, "GC_init", &gc.init) &&
           look_up(handle, "GC_set_no_dls", &gc.set_no_dls) &&
           look_up(handle, "GC_set_warn_proc", &gc.set_warn_proc) &&
           look_up(handle, "GC_clear_roots", &gc.clear_roots) &&
           look_up(handle, "GC_add_roots", &gc.add_roots) &&
           look_up(handle, "GC_disable", &gc.disable) &&
           look_up(handle, "GC_gcollect", &gc.collect) &&
           look_up(handle, "GC_get_free_bytes", &gc.free_bytes) &&
           look_up(handle, "GC_free", &gc.free) &&
           look_up(handle, "GC_realloc", &gc.realloc) &&
           look_up(handle, "GC_malloc", &gc.malloc);
}

static void ignore(char *message, uintptr_t argument)
{
    (void)message;
    (void)argument;
}

/* The data of the driver and of libraries is no root. */
static void look_at_roots_only(void)
{
    void **lo = (void **)mem_roots_lo(), **hi = (void **)mem_roots_hi();

    gc.clear_roots();
    if (lo)
        gc.add_roots(lo, hi);
    else
        gc.disable();
}

int mm_init(void)
{
    if (gc.malloc)
        return 0;
    if (!load())
        return -1;
    gc.set_no_dls(1);
    gc.set_warn_proc(ignore);
    gc.init();
    look_at_roots_only();
    return 0;
}

void *mm_malloc(size_t n)
{
    return gc.malloc(n);
}

void mm_free(void *p)
{
    gc.free(p);
}

void *mm_realloc(void *p, size_t n)
{
    return gc.realloc(p, n);
}

void *mm_calloc(size_t count, size_t n)
{
    size_t bytes;

    return __builtin_mul_overflow(count, n, &bytes) ? NULL : gc.malloc(bytes);
}

size_t mm_collect(void)
{
    size_t before = gc.free_bytes();

    gc.collect();
    size_t now = gc.free_bytes();
    return now > before ? now - before : 0;
}
