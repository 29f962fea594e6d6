/*
 * family.c - The malloc family of the C library, over the lab's allocator.
 *
 * What these promise beyond mm.h: errno is ENOMEM where there is no room; malloc(0) is a
 * payload of its own; realloc to 0 frees; free keeps errno.
 */

#include "gate.h"
#include "memlib.h"

#include <errno.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

static size_t at_least_1(size_t n)
{
    return n ? n : 1;
}

static bool is_power_of_two(size_t n)
{
    return n && (n & (n - 1)) == 0;
}

/* The least that is not less. */
static size_t power_of_two_from(size_t n)
{
    size_t power = 1;

    while (power < n)
        power *= 2;
    return power;
}

static void *or_no_room(void *p)
{
    if (!p)
        errno = ENOMEM;
    return p;
}

void *malloc(size_t n)
{
    const struct server *server = gate_enter();
    void *p = server ? server->malloc(at_least_1(n)) : NULL;
    gate_leave();
    return or_no_room(p);
}

void free(void *p)
{
    if (!p)
        return;
    int kept = errno;
    const struct server *server = gate_enter();
    if (server)
        server->free(p);
    gate_leave();
    errno = kept;
}

void *calloc(size_t count, size_t n)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, n, &bytes))
        return or_no_room(NULL);
    const struct server *server = gate_enter();
    void *p = !server ? NULL : bytes ? server->calloc(count, n) : server->calloc(1, 1);
    gate_leave();
    return or_no_room(p);
}

void *realloc(void *p, size_t n)
{
    if (!p)
        return malloc(n);
    if (n == 0) {
        free(p);
        return NULL;
    }
    const struct server *server = gate_enter();
    void *q = server ? server->realloc(p, n) : NULL;
    gate_leave();
    return or_no_room(q);
}

void *reallocarray(void *p, size_t count, size_t n)
{
    size_t bytes;
    return __builtin_mul_overflow(count, n, &bytes) ? or_no_room(NULL)
                                                    : realloc(p, bytes);
}

/* An alignment that is no power of two becomes the next one, as in glibc, which programs
 * rely on. */
void *memalign(size_t alignment, size_t n)
{
    if (alignment > PTRDIFF_MAX) {
        errno = EINVAL;
        return NULL;
    }
    alignment = power_of_two_from(alignment);
    const struct server *server = gate_enter();
    void *p = server ? server->memalign(alignment, at_least_1(n)) : NULL;
    gate_leave();
    return or_no_room(p);
}

void *aligned_alloc(size_t alignment, size_t n)
{
    return memalign(alignment, n);
}

int posix_memalign(void **p, size_t alignment, size_t n)
{
    if (!is_power_of_two(alignment) || alignment % sizeof(void *) != 0)
        return EINVAL;
    int kept = errno;
    void *payload = memalign(alignment, n);
    errno = kept;
    if (!payload)
        return ENOMEM;
    *p = payload;
    return 0;
}

void *valloc(size_t n)
{
    return memalign(mem_pagesize(), n);
}

/* Whole pages. musl's malloc.h does not declare it. */
void *pvalloc(size_t n);

void *pvalloc(size_t n)
{
    size_t page = mem_pagesize();
    size_t pages = n / page + (n % page != 0 || n == 0);
    return pages > SIZE_MAX / page ? or_no_room(NULL) : valloc(pages * page);
}

size_t malloc_usable_size(void *p)
{
    if (!p)
        return 0;
    const struct server *server = gate_enter();
    size_t n = server ? server->usable_size(p) : 0;
    gate_leave();
    return n;
}
