/*
 * shifted.c - A table from aligned payloads to the payloads around them.
 *
 * Open addressing with linear probing; half of the places are empty at least. When it is
 * rebuilt, it is so for twice as many as there are.
 */

#include "shifted.h"

#include "config.h"
#include "mm.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

struct place {
    char *payload; /* as the program knows it; NULL: empty */
    char *around;  /* as the allocator knows it */
    size_t n;
};

static struct place *table;
static size_t places; /* a power of two, or 0 */
static size_t count;  /* of them in use */

/* Where it is, or where it would go. */
static struct place *find(struct place *in, size_t size, const char *payload)
{
    size_t i = ((uintptr_t)payload / ALIGNMENT * UINT64_C(0x9E3779B97F4A7C15)) >> 20;

    for (i &= size - 1; in[i].payload && in[i].payload != payload;)
        i = (i + 1) & (size - 1);
    return &in[i];
}

/* Into a table of its own with so many places. False if there is no memory. */
static bool rebuild(size_t size)
{
    struct place *other = mmap(NULL, size * sizeof *other, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (other == MAP_FAILED)
        return false;
    for (size_t i = 0; i < places; i++)
        if (table[i].payload)
            *find(other, size, table[i].payload) = table[i];
    if (places)
        munmap(table, places * sizeof *table);
    table = other;
    places = size;
    return true;
}

/* The place of a payload that is shifted, or NULL. */
static struct place *place_of(const void *p)
{
    struct place *place = count ? find(table, places, p) : NULL;
    return place && place->payload ? place : NULL;
}

/* Empties the place; those behind it, up to an empty one, are put in again. */
static void forget(struct place *gone)
{
    count--;
    gone->payload = NULL;
    for (size_t i = (size_t)(gone - table + 1) & (places - 1); table[i].payload;
         i = (i + 1) & (places - 1)) {
        struct place moved = table[i];
        table[i].payload = NULL;
        *find(table, places, moved.payload) = moved;
    }
}

void *shifted_memalign(size_t alignment, size_t n)
{
    if (alignment <= ALIGNMENT)
        return mm_malloc(n);
    if (n > PTRDIFF_MAX - alignment)
        return NULL;
    if (2 * (count + 1) > places && !rebuild(places ? 2 * places : 256))
        return NULL;
    char *around = mm_malloc(n + alignment);
    if (!around)
        return NULL;
    char *payload = around + (-(uintptr_t)around & (alignment - 1));
    *find(table, places, payload) = (struct place){payload, around, n};
    count++;
    return payload;
}

void shifted_free(void *p)
{
    struct place *place = place_of(p);
    void *around = place ? place->around : p;

    if (place)
        forget(place);
    mm_free(around);
}

void *shifted_realloc(void *p, size_t n)
{
    struct place *place = place_of(p);

    if (!place)
        return mm_realloc(p, n);
    void *q = mm_malloc(n);
    if (!q)
        return NULL;
    memcpy(q, p, place->n < n ? place->n : n);
    shifted_free(p);
    return q;
}

size_t shifted_usable_size(void *p)
{
    const struct place *place = place_of(p);

    if (!place)
        return mm_usable_size(p);
    return mm_usable_size(place->around) - (size_t)(place->payload - place->around);
}
