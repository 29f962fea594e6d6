/*
 * mutator.c - The driver as the program whose garbage an implicit allocator collects.
 *
 * Linked payloads have places, 0 to linked - 1, and a shape says which places the links
 * of a place lead to. So nothing is searched for: one that comes gets the last place, and
 * where one goes the last moves in. A payload too small for links has a root of its own.
 */

#include "judge/mutator.h"

#include "base/error.h"
#include "config.h"
#include "judge/payload.h"
#include "memlib.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const shape_names[SHAPES] = {"roots",  "list",     "tree",
                                         "cycles", "interior", "integers"};

/* Bytes of the links; a multiple of what payload_check_from takes. */
enum { ROOM = LINKS * sizeof(void *), STEP = 8 };

struct mutator mutator_new(enum shape shape, void *const *payloads, const size_t *sizes,
                           size_t ids, size_t most_live)
{
    struct mutator m = {
        .payloads = payloads, .sizes = sizes, .ids = ids, .most_live = most_live};

    m.roots = mem_set_roots(most_live + 1);
    m.nodes = allocate(ids + 1, sizeof *m.nodes);
    m.order = allocate(most_live + 1, sizeof *m.order);
    m.idle_roots = allocate(most_live + 1, sizeof *m.idle_roots);
    mutator_reset(&m, shape);
    return m;
}

void mutator_free(struct mutator *m)
{
    mem_set_roots(0);
    free(m->nodes);
    free(m->order);
    free(m->idle_roots);
}

static uint32_t scrambled(uint32_t id)
{
    id = (id ^ id >> 16) * UINT32_C(0x7feb352d);
    id = (id ^ id >> 15) * UINT32_C(0x846ca68b);
    return id ^ id >> 16;
}

/* Where the id's links are in a payload of n bytes: anywhere in what is looked at. */
static size_t links_at(uint32_t id, size_t n)
{
    size_t span = n > PAYLOAD_WHOLE ? PAYLOAD_EDGE : n;
    return scrambled(id) % ((span - ROOM) / STEP + 1) * STEP;
}

static bool has_links(enum shape shape, size_t n)
{
    return shape != ROOTS && n >= ROOM;
}

/* An address of the id's payload: its first byte, or one inside. */
static void *address_of(const struct mutator *m, uint32_t id)
{
    size_t inside = m->shape == INTERIOR ? scrambled(id + 1) % m->sizes[id] : 0;
    return (char *)m->payloads[id] + inside;
}

/* An integer that is by chance an address of the heap, or near it; every other one could
 * be a payload's. */
static void *integer_of(uint32_t id, int link)
{
    enum { NEAR = 1 << 8 };
    uint32_t number = scrambled(LINKS * id + (uint32_t)link);
    uintptr_t offset = (number >> 1) % (mem_heapsize() + 2 * NEAR);
    if (number & 1)
        offset -= offset % ALIGNMENT;
    return (void *)((uintptr_t)mem_heap_lo() - NEAR + offset);
}

/* The place to which a link of this place leads; m->linked: none. */
static size_t target(const struct mutator *m, size_t place, int link)
{
    size_t next = place + 1, none = m->linked;

    switch (m->shape) {
    case LIST:
        return link == 0 ? next : none;
    case CYCLES:
        if (link == 0)
            return next < m->linked ? next : 0;
        return place > 0 ? place - 1 : m->linked - 1;
    default:
        return 2 * place + 1 + (size_t)link;
    }
}

/* The place before it, on the way from the root; of a place that is not the first. */
static size_t parent(const struct mutator *m, size_t place)
{
    return m->shape == LIST || m->shape == CYCLES ? place - 1 : (place - 1) / 2;
}

static void *link_of(const struct mutator *m, uint32_t id, int link)
{
    if (m->shape == INTEGERS)
        return integer_of(id, link);
    size_t place = target(m, m->nodes[id].place, link);
    return place < m->linked ? address_of(m, m->order[place]) : NULL;
}

static void write_links(struct mutator *m, uint32_t id)
{
    struct node *node = &m->nodes[id];
    size_t at = links_at(id, m->sizes[id]);

    for (int i = 0; i < LINKS; i++) {
        node->links[i] = link_of(m, id, i);
        payload_set_word(m->payloads[id], at + (size_t)i * sizeof(void *),
                         node->links[i]);
    }
}

/* Whose links are changed must still have those that were written. */
static void refresh(struct mutator *m, size_t place)
{
    if (place >= m->linked)
        return;
    uint32_t id = m->order[place];
    size_t at = links_at(id, m->sizes[id]);
    for (int i = 0; i < LINKS; i++)
        if (payload_word(m->payloads[id], at + (size_t)i * sizeof(void *)) !=
            m->nodes[id].links[i])
            m->damaged = id;
    if (m->damaged == NOBODY)
        write_links(m, id);
}

/* Another payload than before has this place, or none: so those that refer to it. */
static void refresh_around(struct mutator *m, size_t place)
{
    if (place == 0)
        m->roots[0] = m->linked > 0 ? address_of(m, m->order[0]) : NULL;
    else
        refresh(m, parent(m, place));
    if (m->shape == CYCLES) {
        refresh(m, place + 1);
        refresh(m, 0);
        refresh(m, m->linked - 1);
    }
}

void mutator_reset(struct mutator *m, enum shape shape)
{
    memset(m->nodes, 0, (m->ids + 1) * sizeof *m->nodes);
    m->shape = shape;
    m->damaged = NOBODY;
    m->linked = m->idle_count = 0;
    for (size_t i = m->most_live; i > 0; i--)
        m->idle_roots[m->idle_count++] = (uint32_t)i;
}

void mutator_attach(struct mutator *m, uint32_t id)
{
    struct node *node = &m->nodes[id];

    *node = (struct node){.live = true};
    node->linked = m->shape != INTEGERS && has_links(m->shape, m->sizes[id]);
    if (!node->linked) {
        node->place = m->idle_roots[--m->idle_count];
        m->roots[node->place] = address_of(m, id);
        if (has_links(m->shape, m->sizes[id]))
            write_links(m, id);
        return;
    }
    node->place = (uint32_t)m->linked;
    m->order[m->linked++] = id;
    write_links(m, id);
    refresh_around(m, node->place);
}

void mutator_detach(struct mutator *m, uint32_t id)
{
    struct node *node = &m->nodes[id];
    uint32_t place = node->place;

    if (!node->live)
        return;
    node->live = false;
    if (!node->linked) {
        m->roots[place] = NULL;
        m->idle_roots[m->idle_count++] = place;
        return;
    }
    uint32_t last = m->order[--m->linked];
    if (last != id) {
        m->order[place] = last;
        m->nodes[last].place = place;
        refresh(m, place);
        refresh_around(m, place);
    }
    refresh_around(m, m->linked);
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The first byte of the links, which are at this offset, that is not as it was written,
 * and comes before the limit. */
static ptrdiff_t check_links(const struct node *node, const void *payload, size_t at,
                             size_t limit)
{
    const unsigned char *written = (const unsigned char *)node->links;

    for (size_t i = 0; i < ROOM && at + i < limit; i++)
        if (((const unsigned char *)payload)[at + i] != written[i])
            return (ptrdiff_t)(at + i);
    return INTACT;
}

ptrdiff_t mutator_check(const struct mutator *m, uint32_t id, const void *payload,
                        size_t n, size_t limit)
{
    if (!m->nodes[id].live || !has_links(m->shape, n))
        return payload_check(payload, id, n, limit);
    size_t links = links_at(id, n);
    ptrdiff_t at = payload_check_from(payload, id, n, 0, smaller(links, limit));
    if (at == INTACT)
        at = check_links(&m->nodes[id], payload, links, limit);
    if (at != INTACT || links + ROOM >= limit)
        return at;
    return payload_check_from(payload, id, n, links + ROOM, limit);
}

unsigned char mutator_byte(const struct mutator *m, uint32_t id, size_t n, size_t offset)
{
    const struct node *node = &m->nodes[id];

    if (node->live && has_links(m->shape, n) && offset >= links_at(id, n) &&
        offset < links_at(id, n) + ROOM)
        return ((const unsigned char *)node->links)[offset - links_at(id, n)];
    return payload_byte(id, offset);
}

size_t mutator_changed_root(const struct mutator *m)
{
    if (m->linked > 0 && m->roots[0] != address_of(m, m->order[0]))
        return 0;
    for (uint32_t id = 0; id < m->ids; id++) {
        const struct node *node = &m->nodes[id];
        if (node->live && !node->linked && m->roots[node->place] != address_of(m, id))
            return node->place;
    }
    return SIZE_MAX;
}

char *mutator_path(const struct mutator *m, uint32_t id, char *text, size_t size)
{
    const struct node *node = &m->nodes[id];
    size_t others = 0;

    if (!node->linked || node->place == 0) {
        snprintf(text, size, "reachable through root %u", node->linked ? 0 : node->place);
        return text;
    }
    size_t place = parent(m, node->place);
    uint32_t before = m->order[place];
    for (; place > 0; place = parent(m, place))
        others++;
    if (others > 0)
        snprintf(text, size, "reachable through id %u, %zu more and root 0", before,
                 others);
    else
        snprintf(text, size, "reachable through id %u and root 0", before);
    return text;
}
