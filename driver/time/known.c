/*
 * known.c - Which bytes of a payload must be what they were, and a number made of them.
 */

#include "time/known.h"

#include <string.h>

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

void known_note(struct known *known, const struct request *r, uintptr_t p)
{
    size_t before = known->size;

    if (r->op == REALLOC && !p && r->n > 0) /* refused: all is as it was */
        return;
    known->payload = (const char *)p;
    known->size = r->op == FREE || !p ? 0 : r->n;
    if (r->op == REALLOC)
        known->bytes = smaller(before, known->size);
    else
        known->bytes = r->op == CALLOC ? known->size : 0;
}

uint64_t known_mix(uint64_t image, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i += sizeof(uint64_t)) {
        uint64_t word = 0;
        memcpy(&word, bytes + i, smaller(sizeof word, n - i));
        image = (image ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        image ^= image >> 29;
    }
    return image;
}

uint64_t known_image(const struct known *known, size_t ids)
{
    uint64_t image = 0;

    for (size_t id = 0; id < ids; id++)
        image = known_mix(image, known[id].payload, known[id].size ? known[id].bytes : 0);
    return image;
}
