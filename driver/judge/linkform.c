/*
 * linkform.c - How an allocator keeps the links of its free lists.
 */

#include "judge/linkform.h"

#include "base/error.h"
#include "config.h"
#include "memlib.h"

#include <string.h>

/* So many offsets are no chance; after ENOUGH of them nothing more is learnt. */
enum { SURE = 2, ENOUGH = 64, FIELDS = 16 };

struct linkform *linkform_new(const struct host *host)
{
    struct linkform *l = allocate(1, sizeof *l);

    l->host = host;
    l->width = sizeof(void *);
    return l;
}

static const char *address_at(const char *word)
{
    const char *to;

    memcpy(&to, word, sizeof to);
    return to;
}

static uint32_t offset_at(const char *word)
{
    uint32_t offset;

    memcpy(&offset, word, sizeof offset);
    return offset;
}

/* Was a header written just before that word, or before the word before it? */
static bool is_behind_header(const struct linkform *l, const char *p)
{
    for (int k = 0; k < 2 && l->host->last; k++) {
        const char *header = p - l->before - (size_t)k * l->width;
        const struct access *a = l->host->last(STORED, header, l->width, NULL);
        if (a && a->deed == STORED && a->p == header && a->value > FIELDS &&
            (a->value & (ALIGNMENT - 1)) != 0)
            return true;
    }
    return false;
}

/* Is it among the first words of a block, behind its header, or in none? Of one that is
 * in the middle of a larger block by now, by the header that it had. */
static bool is_field(const struct linkform *l, const char *p)
{
    size_t i = layout_block(l->blocks, l->count, p);
    const struct block *b = &l->blocks[i];

    if (i == l->count)
        return true;
    if (p > b->p + FIELDS)
        return is_behind_header(l, p);
    return p > b->p && p + l->foot != b->p + b->n;
}

/* Does a block without a payload begin there? */
static bool begins_free(const struct linkform *l, const struct layout *layout,
                        const char *to)
{
    size_t i = layout_block(l->blocks, l->count, to);

    return i < l->count && !l->blocks[i].live && layout_begins(layout, &l->blocks[i], to);
}

void linkform_look(struct linkform *l, const struct block *blocks, size_t count,
                   size_t before, size_t foot)
{
    l->before = before;
    l->blocks = blocks;
    l->count = count;
    l->foot = foot;
}

void linkform_learn(struct linkform *l, const struct layout *layout,
                    const struct access *a)
{
    const char *lo = mem_heap_lo(), *to = (const char *)(uintptr_t)a->value;

    if (a->deed != STORED || a->value == 0 || l->addresses + l->offsets >= ENOUGH)
        return;
    if (a->n == sizeof(void *) && begins_free(l, layout, to))
        l->addresses++;
    if (a->n == sizeof(uint32_t) && begins_free(l, layout, lo + a->value) &&
        is_field(l, a->p) && (l->offsets == 0 || a->value % ALIGNMENT == l->residue)) {
        l->residue = a->value % ALIGNMENT;
        l->offsets++;
    }
    bool is_sure = l->offsets >= SURE && l->offsets > l->addresses;
    l->width = is_sure ? sizeof(uint32_t) : sizeof(void *);
    l->base = is_sure ? lo : NULL;
}

bool linkform_may_begin(const struct linkform *l, const char *p)
{
    size_t i = layout_block(l->blocks, l->count, p);

    return i == l->count || l->blocks[i].p == p;
}

const char *linkform_at(const struct linkform *l, const char *word)
{
    if (!l->base)
        return address_at(word);
    uint32_t offset = offset_at(word);
    return offset % ALIGNMENT == l->residue && offset > 0 ? l->base + offset : NULL;
}

const char *linkform_to(const struct linkform *l, const struct access *a)
{
    if (a->n != l->width)
        return NULL;
    if (!l->base)
        return (const char *)(uintptr_t)a->value;
    return a->value % ALIGNMENT == l->residue && a->value > 0 && is_field(l, a->p)
               ? l->base + a->value
               : NULL;
}

bool linkform_is_null(const struct linkform *l, const struct access *a)
{
    return a->n == l->width && a->value == 0 && (!l->base || is_field(l, a->p));
}
