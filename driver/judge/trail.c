/*
 * trail.c - What led a watched allocator to an address: the loads just before.
 */

#include "judge/trail.h"

#include "judge/linkform.h"

#include "memlib.h"

#include <string.h>

/* So many loads before an access may have led to it. */
enum { RECENT = 16 };

/* HEADER: what stands before a payload. FIELDS: what is so far from an address may be a
 * field of the block that it leads to. BITS of a size may hold something else. */
enum { WORD = 4, HEADER = 16, FIELDS = 32, BITS = 15, FIRST_PAGE = 4096 };

bool trail_is_in_heap(uint64_t address)
{
    return address - (uintptr_t)mem_heap_lo() <= mem_heapsize();
}

bool trail_is_address(const struct access *a)
{
    return a->n == sizeof(void *) && trail_is_in_heap(a->value);
}

bool trail_is_link(const struct checker *c, const struct access *a)
{
    const char *to = linkform_to(c->links, a);

    return to && trail_is_in_heap((uintptr_t)to);
}

bool trail_may_be_link(const struct checker *c, const struct access *a)
{
    return trail_is_link(c, a) || linkform_is_null(c->links, a);
}

bool trail_is_size(const struct access *a)
{
    return a->deed == STORED && a->n <= sizeof a->value && !trail_is_address(a) &&
           a->value > FIELDS;
}

static bool is_near(uintptr_t a, uintptr_t b, uintptr_t most)
{
    return a - b + most <= 2 * most;
}

bool trail_is_base(const struct access *a)
{
    return !trail_is_in_heap((uintptr_t)a->p) && a->value == (uintptr_t)mem_heap_lo();
}

/* A null pointer leads nowhere but to fields, which are multiples of 4 away. */
bool trail_leads_as_link(const struct checker *c, const struct access *a,
                         uintptr_t address)
{
    uintptr_t to = (uintptr_t)linkform_to(c->links, a);

    return (to >= FIRST_PAGE || linkform_is_null(c->links, a)) &&
           is_near(to, address, FIELDS) && (to != 0 || address % WORD == 0);
}

/* Is it in what stands before a block that begins there, or among its fields? */
static bool is_field(uintptr_t block, uintptr_t address, uintptr_t most)
{
    return address - block + HEADER <= HEADER + most;
}

/* As the size of a block, whose lower bits may hold something else. A small block has no
 * field that is farther away than its half. */
static bool leads_as_size(const struct access *a, uintptr_t address)
{
    uintptr_t size = (uintptr_t)a->value & ~(uintptr_t)BITS, p = (uintptr_t)a->p;
    uintptr_t most = size / 2 < FIELDS ? size / 2 : FIELDS;

    return a->n >= WORD && trail_is_in_heap(p) && size > FIELDS &&
           (is_field(p + size, address, most) || is_field(p - size, address, most));
}

static bool leads_to(const struct checker *c, const struct access *a, uintptr_t address)
{
    if (is_near(address, 0, FIRST_PAGE))
        return a->n == sizeof(void *) && a->value == 0 && address % WORD == 0;
    return (trail_leads_as_link(c, a, address) && !trail_is_base(a)) ||
           leads_as_size(a, address);
}

/* As a link to a block with which the heap begins. */
static bool leads_as_base(const struct checker *c, const struct access *a,
                          uintptr_t address)
{
    (void)c;
    return a->n == sizeof(void *) && is_near((uintptr_t)a->value, address, FIELDS) &&
           trail_is_base(a);
}

/* As an offset of 4 bytes in the heap, of a block or of the word after its header. */
static bool leads_as_offset(const struct checker *c, const struct access *a,
                            uintptr_t address)
{
    uintptr_t offset = (uintptr_t)a->value;

    (void)c;
    return a->n == WORD && sizeof(void *) > WORD && offset > 0 &&
           is_near((uintptr_t)mem_heap_lo() + offset, address, 2 * (uintptr_t)WORD);
}

/* The load before that access, or until now, if it was for the same request. */
static const struct access *step_back(const struct checker *c,
                                      const struct access *before, size_t request)
{
    const struct access *load = c->host->last(LOADED, NULL, 0, before);

    return load && load->request == request ? load : NULL;
}

/* The latest load before that access by which the address was come to in this manner. */
static const struct access *
led(const struct checker *c, uintptr_t address, const struct access *before,
    bool (*leads)(const struct checker *, const struct access *, uintptr_t))
{
    size_t request = before ? before->request : c->verdict->progress.request;
    const struct access *load = before;

    for (int i = 0; c->host->last && i < RECENT; i++) {
        load = step_back(c, load, request);
        if (!load || leads(c, load, address))
            return load;
    }
    return NULL;
}

/* Offsets are small numbers, as much else is: so they come last. */
const struct access *trail_load(const struct checker *c, uintptr_t address,
                                const struct access *before)
{
    const struct access *load = led(c, address, before, leads_to);

    if (!load)
        load = led(c, address, before, leads_as_offset);
    return load ? load : led(c, address, before, leads_as_base);
}

const struct access *trail_foreign(const struct checker *c)
{
    const struct access *load = NULL, *store;

    for (int i = 0; c->host->last && i < RECENT; i++) {
        load = step_back(c, load, c->verdict->progress.request);
        store = trail_store(c, load);
        if (!load || (load->n >= WORD && store && store->deed == RELEASED))
            return load;
    }
    return NULL;
}

bool trail_has_all(const struct checker *c, size_t request)
{
    enum { MANY = 1 << 14 }; /* of more, some may have been left out */
    const struct access *load = NULL, *oldest = NULL;
    size_t count = 0;

    while ((load = c->host->last(LOADED, NULL, 0, load)) &&
           (load->request >= request && load->request < c->trace->count)) {
        count += load->request == request;
        oldest = load;
    }
    return count < MANY && (load || (oldest && oldest->loads == 0));
}

/* The outermost call in the allocator that it was made in: from mm_realloc, say. */
static const void *outer_call(const struct checker *c, const struct access *a)
{
    int last = 0;

    while (last + 1 < CALLERS && a->callers[last + 1] &&
           c->host->code_offset((const char *)a->callers[last + 1] - 1))
        last++;
    return last > 0 ? a->callers[last] : NULL;
}

bool trail_is_search(const struct checker *c, const struct access *load,
                     const struct access *last)
{
    enum op op = c->trace->requests[last->request].op;

    return op == MALLOC || op == MEMALIGN || outer_call(c, load) == outer_call(c, last);
}

const struct access *trail_store(const struct checker *c, const struct access *load)
{
    return load ? c->host->last(STORED, load->p, 1, load) : NULL;
}

const struct access *trail_larger(const struct checker *c, const struct access *store)
{
    const struct access *load = store;

    for (int i = 0; i < RECENT; i++) {
        load = step_back(c, load, store->request);
        if (!load || (load->n == store->n && load->value <= mem_heapsize() &&
                      (load->value | BITS) > (store->value | BITS)))
            return load;
    }
    return NULL;
}

const struct access *trail_found(const struct checker *c, const void *payload,
                                 size_t request)
{
    const struct access *load = NULL;

    while (c->host->last && (load = c->host->last(LOADED, NULL, 0, load)))
        if (load->request == request && trail_is_link(c, load) &&
            (size_t)((const char *)payload - linkform_to(c->links, load)) <= HEADER)
            return load;
    return NULL;
}

const struct access *trail_sized(const struct checker *c, const struct access *store)
{
    const struct access *older = store;

    while (older && older->deed == STORED && trail_is_size(store) &&
           older->n == store->n && (older->value | BITS) == (store->value | BITS)) {
        store = older;
        older = c->host->last(STORED, store->p, 1, store);
    }
    return store;
}

const struct access *trail_garbage(const struct checker *c, const struct access *store)
{
    const struct access *load = store;
    uint64_t most = mem_heapsize();

    for (int i = 0; store->value > most && !trail_is_address(store) && i < RECENT; i++) {
        load = step_back(c, load, store->request);
        if (!load ||
            (load->n == store->n && load->value > most && load->p != store->p &&
             !trail_is_address(load) && load->value - store->value + most <= 2 * most))
            return load;
    }
    return NULL;
}

const struct access *trail_source(const struct checker *c, const struct access *store)
{
    const struct access *load = store;

    for (int i = 0; trail_is_link(c, store) && i < RECENT; i++) {
        load = step_back(c, load, store->request);
        if (!load ||
            (load->n == store->n && load->value == store->value && load->p != store->p))
            return load;
    }
    return NULL;
}

const struct access *trail_first(const struct checker *c, const struct access *store)
{
    enum { TIMES = 2 };

    for (int i = 0; i < TIMES; i++) {
        const struct access *source = trail_store(c, trail_source(c, store));
        if (!source)
            return store;
        store = source;
    }
    return store;
}

bool trail_is_in_function(const struct checker *c, const void *code, const char *function)
{
    const char *name =
        code && c->host->function ? c->host->function((const char *)code - 1) : NULL;

    return name && strcmp(name, function) == 0;
}

bool trail_is_within(const struct checker *c, const struct access *a,
                     const char *function)
{
    for (int i = 0; i < CALLERS; i++)
        if (trail_is_in_function(c, a->callers[i], function))
            return true;
    return false;
}
