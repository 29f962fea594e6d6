/*
 * memlib.c - One reserved region; the break says how much of it is the heap.
 *
 *    | guard page | heap ........ break | canary | no access ............ |
 *    '            base                           page boundary
 *
 * Guarded, pages past the break cannot be touched, and what is left of the last
 * page holds a canary. Committed, the whole heap-to-be is in memory already. Shared, the
 * region is a file that ends where memory may be touched no more.
 */

#include "memlib.h"

#include "config.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Where the region goes if nothing is there: the same in every run, so that the
 * addresses of two runs compare. With 64 bits, where CMU's handouts have it: there are
 * submissions that know. */
#define BASE_HINT (sizeof(void *) == 8 ? (uintptr_t)0x800000000 : 0x40000000)

enum { LEAST_RESERVATION = 64 << 20 }; /* bytes */

static char *base; /* the heap's first byte */
static char *brk_; /* the break: one past its last */
static char
    *accessible; /* guarded: the page boundary up to which memory may be touched */
static size_t reservation = HEAP_RESERVATION;
static size_t limit;
static size_t committed;
static int file = -1;  /* that is shared */
static size_t calls;   /* of mem_sbrk */
static size_t refused; /* the one that is to fail, or 0 */
static bool guarded;
static unsigned char fill;
static void (*grown)(const void *from, size_t bytes); /* is told of new memory, or NULL */
static void **roots, **roots_end;                     /* NULL: there are none */
static const char *overrun; /* a changed canary that the break has since passed */

static char *page_end(char *p)
{
    size_t page = mem_pagesize();
    return base + ((size_t)(p - base) + page - 1) / page * page;
}

static void protect(char *from, char *to, int protection)
{
    if (from < to && mprotect(from, (size_t)(to - from), protection) < 0) {
        perror("memlib: mprotect");
        exit(3);
    }
}

/* These pages are in memory, writable, all at once where the system can do that: on a
 * virtual machine that takes half of the time. */
static void populate(char *from, char *to)
{
#ifdef MADV_POPULATE_WRITE
    if (from < to)
        madvise(from, (size_t)(to - from), MADV_POPULATE_WRITE);
#else
    (void)from, (void)to;
#endif
}

/* The file's memory takes the place of what was reserved. */
static void map_file(void)
{
    if (mmap(base, reservation, PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_NORESERVE | MAP_FIXED, file, 0) == MAP_FAILED) {
        perror("memlib: mmap");
        exit(3);
    }
}

/* Memory from the base up to here may be touched; all that is in it stays. */
static void open_up_to(char *end)
{
    if (file < 0) {
        protect(accessible, end, PROT_READ | PROT_WRITE);
    } else if (ftruncate(file, end - base) < 0) {
        perror("memlib: ftruncate");
        exit(3);
    }
    accessible = end;
}

/* None may. Where new memory is to be zero, nothing stays; else it will be filled. */
static void close_all(void)
{
    if (file >= 0) {
        open_up_to(base);
        return;
    }
    if (fill == 0)
        madvise(base, (size_t)(accessible - base), MADV_DONTNEED);
    protect(base, accessible, PROT_NONE);
    accessible = base;
}

/* A region of the reservation's size. Where the system cannot keep to the hint it takes
 * another place; valgrind fails, and is asked for twice as far, and so on. */
static void *try_to_reserve(void)
{
    void *region = MAP_FAILED;
    size_t page = mem_pagesize();

    for (uintptr_t hint = BASE_HINT; region == MAP_FAILED && hint > 0; hint *= 2)
        region = mmap((char *)hint - page, reservation + 2 * page, PROT_NONE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return region;
}

/* A machine with shorter addresses, or a limit on them (ulimit -v), gives less: half of
 * it, or half of that, and so on. */
static void *reserve(void)
{
    void *region = try_to_reserve();

    while (region == MAP_FAILED && reservation > LEAST_RESERVATION) {
        reservation /= 2;
        region = try_to_reserve();
    }
    return region;
}

void mem_set_reservation(size_t bytes)
{
    reservation = bytes;
}

void mem_share(int shared)
{
    file = shared;
}

size_t mem_reservation(void)
{
    return reservation;
}

void mem_init(void)
{
    void *region = reserve();

    if (region == MAP_FAILED) {
        perror("memlib: mmap");
        exit(3);
    }
    base = (char *)region + mem_pagesize();
    brk_ = accessible = base;
    if (file >= 0)
        map_file();
    mem_set_limit(HEAP_LIMIT);
    mem_guard(0);
    mem_reset_brk();
}

void mem_deinit(void)
{
    munmap(base - mem_pagesize(), reservation + 2 * mem_pagesize());
}

void mem_set_limit(size_t bytes)
{
    limit = bytes < reservation ? bytes : reservation;
}

size_t mem_limit(void)
{
    return limit;
}

/* Bytes of the pages that hold so many roots. */
static size_t pages_of_roots(size_t words)
{
    size_t page = mem_pagesize();
    return (words * sizeof *roots + page - 1) / page * page;
}

/* The last root ends where a page begins that cannot be touched. */
void **mem_set_roots(size_t words)
{
    size_t bytes = pages_of_roots(words), old = (size_t)(roots_end - roots);

    if (roots)
        munmap((char *)roots_end - pages_of_roots(old),
               pages_of_roots(old) + mem_pagesize());
    roots = roots_end = NULL;
    if (words == 0)
        return NULL;
    char *region = mmap(NULL, bytes + mem_pagesize(), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (region == MAP_FAILED) {
        perror("memlib: mmap");
        exit(3);
    }
    protect(region + bytes, region + bytes + mem_pagesize(), PROT_NONE);
    roots_end = (void **)(region + bytes);
    roots = roots_end - words;
    return roots;
}

void mem_open_below(void)
{
    protect(base - mem_pagesize(), base, PROT_READ | PROT_WRITE);
}

void mem_guard(unsigned char byte)
{
    guarded = true;
    fill = byte;
}

void mem_commit(size_t bytes)
{
    guarded = false;
    committed = bytes < limit ? bytes : limit;
}

static void reset_committed(void)
{
    char *end = page_end(base + limit);
    if (accessible == end)
        return;
    open_up_to(end);
    populate(base, page_end(base + committed));
    for (size_t i = 0; i < committed; i += mem_pagesize())
        ((volatile char *)base)[i] = 0;
}

void mem_reset_brk(void)
{
    if (roots)
        memset(roots, 0, (size_t)(roots_end - roots) * sizeof *roots);
    brk_ = base;
    calls = 0;
    overrun = NULL;
    if (guarded)
        close_all(); /* so that an emptied heap is a new one */
    else
        reset_committed();
}

/* The first byte from here to there that is no canary any more, or NULL. */
static const char *changed_canary(const char *from, const char *to)
{
    for (const char *p = from; p < to; p++)
        if ((unsigned char)*p != MEM_CANARY)
            return p;
    return NULL;
}

/* New memory holds the byte; of very much of it only both ends do, so that a block of
 * gigabytes takes no memory. */
static void fill_new(char *from, char *to)
{
    if ((size_t)(to - from) <= PAYLOAD_WHOLE) {
        memset(from, fill, (size_t)(to - from));
        return;
    }
    memset(from, fill, PAYLOAD_WHOLE / 2);
    memset(to - PAYLOAD_WHOLE / 2, fill, PAYLOAD_WHOLE / 2);
}

/* The break has moved up from here: open the pages that it passed, with the
 * canary behind it. Fresh pages are zero already. */
static void guard_growth(char *from)
{
    char *opened = accessible, *end = page_end(brk_);
    char *passed = brk_ < opened ? brk_ : opened;

    if (!overrun)
        overrun = changed_canary(from, passed);
    memset(from, fill, (size_t)(passed - from));
    if (end == opened)
        return;
    open_up_to(end);
    if ((size_t)(end - opened) <= PAYLOAD_WHOLE)
        populate(opened, end);
    if (fill)
        fill_new(opened, brk_);
    memset(brk_, MEM_CANARY, (size_t)(end - brk_));
}

void *mem_sbrk(intptr_t incr)
{
    calls++;
    if (incr < 0 || (size_t)incr > limit - mem_heapsize() || calls == refused) {
        errno = ENOMEM;
        return (void *)-1;
    }
    char *old = brk_;
    brk_ += incr;
    if (guarded && incr > 0)
        guard_growth(old);
    if (guarded && grown)
        grown(old, (size_t)incr);
    return old;
}

void mem_watch_growth(void (*tell)(const void *from, size_t bytes))
{
    grown = tell;
}

void mem_refuse(size_t call)
{
    refused = call;
}

size_t mem_calls(void)
{
    return calls;
}

const char *mem_overrun(void)
{
    if (overrun || !guarded)
        return overrun;
    return changed_canary(brk_, accessible);
}

void *mem_heap_lo(void)
{
    return base;
}

void *mem_heap_hi(void)
{
    return brk_ - 1;
}

size_t mem_heapsize(void)
{
    return (size_t)(brk_ - base);
}

void *const *mem_roots_lo(void)
{
    return roots;
}

void *const *mem_roots_hi(void)
{
    return roots_end;
}

size_t mem_pagesize(void)
{
    static size_t page;
    if (!page)
        page = (size_t)sysconf(_SC_PAGESIZE);
    return page;
}
