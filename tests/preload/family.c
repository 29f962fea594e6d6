/*
 * family.c - All that the C library promises of malloc and its family; says which promise
 * is broken.
 */

#define _GNU_SOURCE

#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* musl has none of its own. */
__attribute__((weak)) void *pvalloc(size_t n);

static int failures;

#define EXPECT(what) expect((what), #what)

static void expect(int holds, const char *what)
{
    if (holds)
        return;
    printf("not so: %s\n", what);
    failures++;
}

static int is_aligned(const void *p, size_t alignment)
{
    return p && (uintptr_t)p % alignment == 0;
}

/* Too much, so that the compiler does not see it. */
static size_t too_much(void)
{
    volatile size_t n = PTRDIFF_MAX;
    return n - 4096;
}

static void nothing_is_a_payload(void)
{
    void *p = malloc(0), *q = malloc(0), *r = calloc(0, 7), *s = realloc(NULL, 0);

    EXPECT(p && q && r && s && p != q && r != s);
    EXPECT(realloc(p, 0) == NULL);
    free(q);
    free(r);
    free(s);
    free(NULL);
}

static void what_cannot_be_is_refused(void)
{
    volatile size_t half = SIZE_MAX / 2;
    void *volatile p = malloc(10); /* a refused realloc leaves it */

    errno = 0;
    EXPECT(malloc(too_much()) == NULL && errno == ENOMEM);
    errno = 0;
    EXPECT(calloc(half, 3) == NULL && errno == ENOMEM);
    errno = 0;
    EXPECT(reallocarray(p, half, 3) == NULL && errno == ENOMEM);
    errno = 0;
    EXPECT(realloc(p, too_much()) == NULL && errno == ENOMEM);
    free(p);
}

static void payloads_are_aligned(void)
{
    void *p;

    for (size_t alignment = sizeof(void *); alignment <= 1 << 16; alignment *= 2) {
        void *q = memalign(alignment, 100), *r = aligned_alloc(alignment, alignment);
        EXPECT(is_aligned(q, alignment) && is_aligned(r, alignment));
        EXPECT(posix_memalign(&p, alignment, 33) == 0 && is_aligned(p, alignment));
        memset(q, 1, malloc_usable_size(q));
        p = realloc(p, 5000);
        EXPECT(is_aligned(p, sizeof(void *)));
        free(q);
        free(p);
        free(r);
    }
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    p = memalign(48, 100);
    EXPECT(is_aligned(p, 64));
    free(p);
    void *v = valloc(1), *w = pvalloc ? pvalloc(1) : valloc(page);
    EXPECT(is_aligned(v, page) && is_aligned(w, page) && malloc_usable_size(w) >= page);
    free(v);
    free(w);
}

static void posix_memalign_keeps_errno(void)
{
    void *p = &p;

    errno = 77;
    EXPECT(posix_memalign(&p, 24, 10) == EINVAL && p == &p && errno == 77);
    EXPECT(posix_memalign(&p, 64, too_much()) == ENOMEM && p == &p);
}

static void contents_are_kept(void)
{
    char *p = calloc(10, 10);
    int sum = 0;

    for (int i = 0; i < 100; i++)
        sum += p[i];
    EXPECT(sum == 0);
    memset(p, 'x', 100);
    p = reallocarray(p, 100, 100);
    EXPECT(p && p[0] == 'x' && p[99] == 'x' && malloc_usable_size(p) >= 10000);
    errno = 55;
    free(p);
    EXPECT(errno == 55 && malloc_usable_size(NULL) == 0);
}

/* Also where something else has been. */
static void zeros_are_zero(void)
{
    size_t n = ((size_t)1 << 20) - 100;

    for (int i = 0; i < 3; i++) {
        char *p = calloc(1, n);
        size_t sum = 0;
        for (size_t j = 0; p && j < n; j++)
            sum += p[j] != 0;
        EXPECT(p && sum == 0);
        memset(p, 'x', n);
        free(p);
    }
}

int main(void)
{
    nothing_is_a_payload();
    what_cannot_be_is_refused();
    payloads_are_aligned();
    posix_memalign_keeps_errno();
    contents_are_kept();
    zeros_are_zero();
    if (!failures)
        puts("all as promised");
    return failures != 0;
}
