/*
 * buddies.c - Blocks of a binary buddy system.
 */

#include "judge/buddies.h"

#include "judge/offset.h"
#include "judge/shadow.h"

#include <stdio.h>
#include <string.h>

/* So many requests must have left buddies until they are expected. Where headers hold
 * exponents, blocks hardly have such sizes by chance. */
enum { SURE = 16, ENOUGH = 2, SIZES = 3 };

static bool is_power(size_t n)
{
    return (n & (n - 1)) == 0;
}

/* Has it a buddy's size and place? */
static bool is_buddy(const struct blocks *b, const struct block *at)
{
    return is_power(at->n) && (size_t)(at->p - b->layout.first) % at->n == 0;
}

static bool are_buddies(const struct blocks *b)
{
    size_t i = 0;

    while (i < b->walk.count && is_buddy(b, &b->all[i]))
        i++;
    return i > 0 && i == b->walk.count;
}

/* How many sizes they have. */
static size_t count_sizes(const struct blocks *b)
{
    size_t sizes = 0, count = 0;

    for (size_t i = 0; i < b->walk.count; i++)
        sizes |= b->all[i].n;
    for (; sizes > 0; sizes &= sizes - 1)
        count++;
    return count;
}

void buddies_learn(struct meanings *m, const struct blocks *b)
{
    m->no_buddies = m->no_buddies || (m->buddies < SURE && !are_buddies(b));
    if (m->no_buddies || m->buddies >= SURE)
        return;
    if (b->layout.is_power && b->walk.count > ENOUGH && count_sizes(b) >= ENOUGH)
        m->buddies = SURE;
    else if (b->layout.is_power || count_sizes(b) >= SIZES)
        m->buddies++;
}

static bool are_powers(const struct blocks *b)
{
    size_t i = 0;

    while (i < b->walk.count && is_power(b->all[i].n))
        i++;
    return i == b->walk.count;
}

static const struct block *largest(const struct blocks *b)
{
    const struct block *largest = &b->all[0];

    for (size_t i = 1; i < b->walk.count; i++)
        if (b->all[i].n > largest->n)
            largest = &b->all[i];
    return largest;
}

/* May a block of n bytes begin there, if the largest one is where it should be? */
static bool is_place(const struct block *largest, const char *p, size_t n)
{
    return n <= largest->n &&
           (size_t)(p < largest->p ? largest->p - p : p - largest->p) % n == 0;
}

static bool are_placed(const struct blocks *b)
{
    const struct block *most = largest(b);
    size_t i = 0;

    while (i < b->walk.count && is_place(most, b->all[i].p, b->all[i].n))
        i++;
    return i == b->walk.count;
}

/* Where they are powers of two and do not begin as buddies do, it is not known; nor
 * whether two of the largest are halves of one. */
bool buddies_may_join(const struct blocks *b, size_t i)
{
    const struct block *low = &b->all[i];

    return !are_powers(b) || (are_placed(b) && low->n == low[1].n &&
                              is_place(largest(b), low->p, 2 * low->n));
}

/* Its bytes before the request, if a block began there. */
static size_t former(const struct sight *s, const char *p)
{
    size_t i = layout_headed(s->before.all, s->before.walk.count, p);

    return i < s->before.walk.count ? s->before.all[i].n : 0;
}

/* Has it become larger by this request? */
static bool has_grown(const struct sight *s, const struct block *at)
{
    size_t old = former(s, at->p);

    return old > 0 && old < at->n;
}

/* The block has the size of a buddy, and cannot begin there. */
static void say_place(struct finding *f, const struct sight *s, const struct block *at)
{
    size_t past = (size_t)(at->p - s->now.layout.first) % at->n;

    if (has_grown(s, at))
        snprintf(f->sentence, sizeof f->sentence,
                 "the block at 0x%zx has grown from %zu to %zu bytes, but it was the "
                 "upper one of two buddies: joined, they begin with the lower one, at "
                 "0x%zx",
                 offset(at->p), former(s, at->p), at->n, offset(at->p) - past);
    else
        snprintf(f->sentence, sizeof f->sentence,
                 "by its header the block at 0x%zx has %zu bytes: in a buddy system one "
                 "of that size begins at 0x%zx, or any multiple of %zu bytes after that",
                 offset(at->p), at->n, offset(at->p) - past, at->n);
}

/* The first block that is no buddy, or the number of blocks. */
static size_t find_other(const struct blocks *b)
{
    size_t i = 0;

    while (i < b->walk.count && (b->all[i].n == 0 || is_buddy(b, &b->all[i])))
        i++;
    return i;
}

bool buddies_find(struct finding *f, const struct checker *c, const struct sight *s)
{
    const struct meanings *m = &s->meanings;
    size_t i = m->no_buddies || m->buddies == 0 ? s->now.walk.count : find_other(&s->now);
    const struct block *at = &s->now.all[i];

    if (i == s->now.walk.count ||
        (m->buddies < SURE && !(s->now.layout.is_power && has_grown(s, at))))
        return false;
    *f = (struct finding){.what = BUDDY, .block = *at, .request = s->request};
    if (is_power(at->n))
        say_place(f, s, at);
    else
        snprintf(
            f->sentence, sizeof f->sentence,
            "by its header the block at 0x%zx has %zu bytes: no power of two, as all "
            "had until then",
            offset(at->p), at->n);
    finding_tell(f, c, s, "its header", at->p);
    return true;
}

/* The block that was in use before the request, and whose payload has gone; NULL: none.
 */
static const struct block *freed(const struct sight *s)
{
    const struct blocks *b = &s->before;

    for (size_t i = 0; i < b->walk.count; i++) {
        const char *payload = layout_payload(&b->layout, &b->all[i]);
        if (b->all[i].live && shadow_owner(payload, 1) != payload)
            return &b->all[i];
    }
    return NULL;
}

/* Has the request made the block smaller, before it became what it is? */
static bool was_split(const struct checker *c, const struct sight *s,
                      const struct block *at)
{
    const struct layout *l = &s->now.layout;
    const struct access *store = NULL;

    while ((store = c->host->last(STORED, at->p, l->width, store)) &&
           store->request == s->request)
        if (layout_size(l, store->value) < at->n)
            return true;
    return false;
}

/* Of a block joined with one that is not its buddy: the first step that was wrong. */
void buddies_add_join(struct finding *f, const struct checker *c, const struct sight *s)
{
    const struct blocks *b = &s->before;
    const struct block *low = f->grown && are_buddies(b) ? freed(s) : NULL;
    const char *p = low ? low->p : NULL, *first = b->layout.first;
    size_t used = strlen(f->sentence);

    for (size_t n = low ? low->n : f->block.n; n < f->block.n; n *= 2) {
        const char *other = first + ((size_t)(p - first) ^ n);
        size_t i = layout_headed(b->all, b->walk.count, other);
        if (i == b->walk.count || was_split(c, s, &b->all[i]))
            return;
        if (b->all[i].n != n || b->all[i].live) {
            snprintf(f->sentence + used, sizeof f->sentence - used,
                     "; the %zu free bytes at 0x%zx were joined with the block at 0x%zx, "
                     "which had %zu bytes%s%s",
                     n, offset(p), offset(other), b->all[i].n,
                     b->all[i].live ? " and was in use" : "",
                     b->all[i].n == n ? "" : ": not the whole of their buddy");
            return;
        }
        p = other < p ? other : p;
    }
}

bool buddies_are_still(const struct finding *f, const struct blocks *now)
{
    size_t i = layout_headed(now->all, now->walk.count, f->block.p);

    return i < now->walk.count ? !is_buddy(now, &now->all[i]) : now->walk.end != AT_BREAK;
}
