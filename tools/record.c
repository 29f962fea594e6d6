/*
 * record.c - Notes every allocation of an unmodified program; to be preloaded.
 *
 * The notes go to a file that is mapped and shared, at a place that each takes by
 * adding one to a counter. So there is no lock to wait for, in threads or after a
 * fork, no memory is allocated, and what was noted survives any crash.
 *
 * An allocation is noted after it has its address, a free before it gives its
 * address away: in the notes, too, nobody has an address twice at once. A realloc
 * does both, so it is noted before and after.
 *
 * glibc's own names (__libc_malloc and so on) are there from the first call on,
 * before any constructor; what dlsym would find needs memory to be found.
 */

#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t count, size_t n);
extern void *__libc_realloc(void *p, size_t n);
extern void *__libc_memalign(size_t alignment, size_t n);
extern void __libc_free(void *p);

enum { MAX_NOTES = 1 << 26, CHUNK = 1 << 17 };

struct note {
    uint64_t
        kind; /* a letter: a, c, m, f as in a trace; R, r before and after a realloc */
    uint64_t address;
    uint64_t size;
    uint64_t old; /* r: the address before; m: the alignment */
};

static struct note *_Atomic notes; /* the first one's size counts the others */
static _Atomic uint64_t ready;     /* so many have their place on the disk */
static atomic_bool full;           /* the disk is: what comes is not noted */
static char path[4096];            /* of the file */

/* After a fork, the child has a file of its own. */
static void forget_notes(void)
{
    atomic_store(&ready, 0);
    atomic_store(&notes, NULL);
}

/* A place on the disk for note i, and for many behind it. Writing to a mapped file
 * without one would end the program. */
static bool find_room(uint64_t i)
{
    uint64_t end = (i / CHUNK + 1) * CHUNK;
    int file = open(path, O_RDWR | O_CLOEXEC);

    if (file < 0 || posix_fallocate(file, 0, (off_t)(end * sizeof(struct note))) != 0)
        atomic_store(&full, true);
    else
        atomic_store(&ready, end);
    if (file >= 0)
        close(file);
    return !atomic_load(&full);
}

static bool has_room(uint64_t i)
{
    return !atomic_load(&full) && i < MAX_NOTES &&
           (i < atomic_load(&ready) || find_room(i));
}

static struct note *open_notes(void)
{
    static atomic_flag registered = ATOMIC_FLAG_INIT;
    const char *prefix = getenv("RECORD_NOTES");
    int file = -1;

    for (int i = 0; prefix && file < 0 && i < 1000; i++) {
        snprintf(path, sizeof path, "%s.%d.%d", prefix, (int)getpid(), i);
        file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    }
    if (file < 0 || ftruncate(file, (off_t)(MAX_NOTES * sizeof(struct note))) < 0)
        return NULL;
    void *map = mmap(NULL, MAX_NOTES * sizeof(struct note), PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_NORESERVE, file, 0);
    close(file);
    if (!atomic_flag_test_and_set(&registered))
        pthread_atfork(NULL, NULL, forget_notes);
    return map == MAP_FAILED || !find_room(0) ? NULL : map;
}

/* Two threads may open files at first; the one that comes second takes the other's. */
static struct note *current_notes(void)
{
    struct note *mine = atomic_load(&notes), *none = NULL;

    if (mine)
        return mine;
    mine = open_notes();
    if (mine && !atomic_compare_exchange_strong(&notes, &none, mine))
        mine = none;
    return mine;
}

static void note(char kind, const void *address, size_t size, const void *old)
{
    int saved = errno;
    struct note *all = current_notes();

    if (all) {
        uint64_t i = 1 + atomic_fetch_add((_Atomic uint64_t *)&all->size, 1);
        if (has_room(i))
            all[i] =
                (struct note){(uint64_t)kind, (uintptr_t)address, size, (uintptr_t)old};
    }
    errno = saved;
}

static void *noted(char kind, void *p, size_t n)
{
    if (p)
        note(kind, p, n, NULL);
    return p;
}

void *malloc(size_t n)
{
    return noted('a', __libc_malloc(n), n);
}

void *calloc(size_t count, size_t n)
{
    return noted('c', __libc_calloc(count, n), count * n);
}

void free(void *p)
{
    if (p)
        note('f', p, 0, NULL);
    __libc_free(p);
}

void *realloc(void *p, size_t n)
{
    if (p)
        note('R', p, n, NULL);
    void *q = __libc_realloc(p, n);
    note('r', q, n, p);
    return q;
}

void *reallocarray(void *p, size_t count, size_t n)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, n, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(p, bytes);
}

/* glibc takes an alignment that is no power of two for the next one. */
static size_t power_of_two_from(size_t n)
{
    size_t power = 1;

    while (power < n)
        power *= 2;
    return power;
}

void *memalign(size_t alignment, size_t n)
{
    void *p = __libc_memalign(alignment, n);

    if (p)
        note('m', p, n, (void *)power_of_two_from(alignment));
    return p;
}

void *aligned_alloc(size_t alignment, size_t n)
{
    return memalign(alignment, n);
}

int posix_memalign(void **p, size_t alignment, size_t n)
{
    if (alignment % sizeof(void *) || (alignment & (alignment - 1)) || !alignment)
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
    return memalign((size_t)sysconf(_SC_PAGESIZE), n);
}

/* Whole pages. */
void *pvalloc(size_t n)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t pages = n / page + (n % page != 0);
    return pages > SIZE_MAX / page ? valloc(SIZE_MAX) : valloc(pages * page);
}
