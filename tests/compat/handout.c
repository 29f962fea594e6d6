/*
 * handout.c - Utilization as the handouts define it, without anything of the lab's: the
 * peak of the live requested bytes and the heap's final size, for one trace.
 *
 * Linked with the submission itself; BOOL_INIT is 1 where its mm_init returns bool.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { ROOM = 1 << 30 };

int mm_init(void);
void *mm_malloc(size_t n);
void mm_free(void *p);
void *mm_realloc(void *p, size_t n);

struct payload {
    void *p;
    size_t n;
};

static char *heap;
static size_t heap_size;

void *mem_sbrk(intptr_t incr);
void *mem_sbrk(intptr_t incr)
{
    heap_size += (size_t)incr;
    return heap + heap_size - incr;
}

void *mem_heap_lo(void);
void *mem_heap_lo(void)
{
    return heap;
}

void *mem_heap_hi(void);
void *mem_heap_hi(void)
{
    return heap + heap_size - 1;
}

size_t mem_heapsize(void);
size_t mem_heapsize(void)
{
    return heap_size;
}

void *mem_memcpy(void *to, const void *from, size_t n);
void *mem_memcpy(void *to, const void *from, size_t n)
{
    return memcpy(to, from, n);
}

void *mem_memset(void *p, int byte, size_t n);
void *mem_memset(void *p, int byte, size_t n)
{
    return memset(p, byte, n);
}

static void request(char kind, struct payload *x, size_t n)
{
    if (kind == 'f')
        mm_free(x->p);
    else if (kind == 'r')
        x->p = mm_realloc(x->p, n);
    else
        x->p = mm_malloc(n);
    if (kind == 'f' || n == 0)
        x->p = NULL;
    x->n = kind == 'f' ? 0 : n;
}

static size_t replay(FILE *trace, struct payload *payloads)
{
    size_t live = 0, peak = 0, n;
    char line[100], kind;
    int id;

    while (fgets(line, sizeof line, trace)) {
        n = 0;
        if (sscanf(line, " %c %d %zu", &kind, &id, &n) < 2 || !strchr("acrf", kind))
            continue;
        struct payload *x = &payloads[id + 1];
        live -= x->n;
        request(kind, x, n);
        live += x->n;
        peak = live > peak ? live : peak;
    }
    return peak;
}

int main(int argc, char **argv)
{
    FILE *trace = argc > 1 ? fopen(argv[1], "r") : NULL;
    struct payload *payloads = calloc(10 << 20, sizeof *payloads);

    heap = mmap(NULL, ROOM, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    bool failed = BOOL_INIT ? (mm_init() & 0xFF) == 0 : mm_init() < 0;
    if (!trace || failed)
        return 1;
    printf("%zu ", replay(trace, payloads));
    printf("%zu\n", heap_size);
    return 0;
}
