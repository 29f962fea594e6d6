/*
 * platform-cell.c - The host's memory, and the stack that its allocator has.
 */

#define _GNU_SOURCE

#include "apart/platform-cell.h"

#include "base/error.h"
#include "config.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <ucontext.h>
#include <unistd.h>

/* No access so far below the stack and above it. */
enum { GUARD = 1 << 20 };

static void *map(void *place, size_t bytes, int file, size_t offset)
{
    int fixed = place ? MAP_FIXED_NOREPLACE : 0;
    void *p = mmap(place, bytes, PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_NORESERVE | fixed, file, (off_t)offset);

    if (p == MAP_FAILED || (place && p != place))
        error_system("the host cannot map its memory");
    return p;
}

/* A place for the stack amid pages that cannot be touched. */
static char *stack_place(void)
{
    char *around = mmap(NULL, HOST_STACK + 2 * GUARD, PROT_NONE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (around == MAP_FAILED || munmap(around + GUARD, HOST_STACK) < 0)
        error_system("the host has no place for its stack");
    return around + GUARD;
}

/* The first stack grows no more from here on. */
struct cell cell_enter(int wire, int heap)
{
    struct cell cell = {.wire = map(NULL, wire_size(), wire, 0)};

    map((void *)cell.wire->heap_base, cell.wire->heap_room, heap, 0);
    cell.stack = map(stack_place(), HOST_STACK, wire, wire_size());
    if (cell.wire->steps > 0)
        cell.tape =
            map(NULL, wire_tape_size(cell.wire->steps), wire, wire_size() + HOST_STACK);
    close(wire);
    close(heap);
    setrlimit(RLIMIT_STACK, &(struct rlimit){0, 0});
    return cell;
}

void cell_open_below(const struct cell *cell)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    mmap((void *)(cell->wire->heap_base - page), page, PROT_READ | PROT_WRITE,
         MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
}

void cell_populate(char *from, char *to)
{
#ifdef MADV_POPULATE_WRITE
    madvise(from, (size_t)(to - from), MADV_POPULATE_WRITE);
#else
    (void)from, (void)to;
#endif
}

_Noreturn void cell_run(const struct cell *cell, void (*job)(void))
{
    ucontext_t context;

    getcontext(&context);
    context.uc_stack.ss_sp = cell->stack;
    context.uc_stack.ss_size = HOST_STACK;
    context.uc_link = NULL;
    makecontext(&context, job, 0);
    setcontext(&context);
    error_system("the host cannot change its stack");
}
