/*
 * graph.c - A program whose payloads refer to each other in any way.
 */

#include "graph.h"

#include "config.h"
#include "memlib.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 2, 3))) static bool fail(struct graph *g,
                                                       const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(g->fault, sizeof g->fault, format, arguments);
    va_end(arguments);
    return false;
}

/* No address of the heap has its highest bit set. */
static uintptr_t pattern(const struct object *o, size_t word)
{
    return ((uintptr_t)o->serial * 2654435761u + word * 40503u) | ~(UINTPTR_MAX >> 1);
}

static uintptr_t link_of(const struct graph *g, size_t to, size_t inside)
{
    return to == NOTHING ? 0 : (uintptr_t)g->objects[to].payload + inside;
}

static uintptr_t expected(const struct graph *g, const struct object *o, size_t word)
{
    return word < o->links ? link_of(g, o->to[word], o->inside[word]) : pattern(o, word);
}

static void set_word(const struct object *o, size_t word, uintptr_t value)
{
    memcpy(o->payload + word * sizeof value, &value, sizeof value);
}

static bool is_kept(struct graph *g, const struct object *o, size_t words)
{
    for (size_t i = 0; i < words; i++) {
        uintptr_t word;
        memcpy(&word, o->payload + i * sizeof word, sizeof word);
        if (word != expected(g, o, i))
            return fail(g, "word %zu of %zu of object %zu, which is reachable, is lost",
                        i, o->words, (size_t)(o - g->objects));
    }
    return true;
}

/* Finds all that is reachable. The rest is no more. */
static void find_reachable(struct graph *g)
{
    size_t found[OBJECTS], count = 0;

    for (size_t i = 0; i < OBJECTS; i++)
        g->objects[i].reachable = false;
    for (size_t i = 0; i < GRAPH_ROOTS + count; i++) {
        const struct object *from =
            i < GRAPH_ROOTS ? NULL : &g->objects[found[i - GRAPH_ROOTS]];
        for (size_t k = 0; k < (from ? from->links : 1); k++) {
            size_t to = from ? from->to[k] : g->root_to[i];
            if (to == NOTHING || g->objects[to].reachable)
                continue;
            g->objects[to].reachable = true;
            found[count++] = to;
        }
    }
    for (size_t i = 0; i < OBJECTS; i++)
        if (!g->objects[i].reachable)
            g->objects[i].payload = NULL;
}

static bool look_at_all(struct graph *g)
{
    find_reachable(g);
    for (size_t i = 0; i < OBJECTS; i++)
        if (g->objects[i].reachable && !is_kept(g, &g->objects[i], g->objects[i].words))
            return false;
    return !g->host->checkheap || g->host->checkheap((int)g->done) ||
           fail(g, "mm_checkheap returned false");
}

/* An object that a walk from some root comes to, or NOTHING. */
static size_t wander(struct graph *g)
{
    size_t at = g->root_to[g->choose(GRAPH_ROOTS)];

    while (at != NOTHING && g->objects[at].links > 0 && g->choose(4)) {
        size_t next = g->objects[at].to[g->choose(g->objects[at].links)];
        if (next != NOTHING)
            at = next;
    }
    return at;
}

static size_t offset_in(struct graph *g, size_t to)
{
    bool interior = to != NOTHING && g->choose(3) == 0;
    return interior ? g->choose(g->objects[to].words * sizeof(void *)) : 0;
}

static void set_root(struct graph *g, size_t root, size_t to)
{
    g->root_to[root] = to;
    g->roots[root] = (void *)link_of(g, to, offset_in(g, to));
}

static void set_link(struct graph *g, size_t from, size_t word, size_t to)
{
    struct object *o = &g->objects[from];

    o->to[word] = to;
    o->inside[word] = offset_in(g, to);
    set_word(o, word, expected(g, o, word));
}

/* One of the object's links, rather one that leads nowhere. */
static size_t choose_link(struct graph *g, const struct object *o)
{
    size_t link = g->choose(o->links);

    for (int i = 0; i < 3 && o->to[link] != NOTHING; i++)
        link = g->choose(o->links);
    return link;
}

/* Makes something refer to the object: a root, or one that is reachable. */
static void refer(struct graph *g, size_t to)
{
    size_t from = g->choose(32) ? wander(g) : NOTHING;

    for (int i = 0; i < 4 && from != NOTHING && g->objects[from].links == 0; i++)
        from = wander(g);
    if (from == NOTHING || g->objects[from].links == 0)
        set_root(g, g->choose(GRAPH_ROOTS), to);
    else
        set_link(g, from, choose_link(g, &g->objects[from]), to);
}

/* Mostly small, now and then with more links than a mark stack may hold. */
static size_t choose_words(struct graph *g)
{
    size_t most = g->choose(64) ? 12 : MOST_WORDS;
    return 1 + g->choose(most);
}

static void fill(struct graph *g, struct object *o, size_t from)
{
    for (size_t i = from; i < o->words; i++) {
        o->to[i] = NOTHING;
        set_word(o, i, expected(g, o, i));
    }
}

static bool take(struct graph *g, struct object *o, void *p, size_t words)
{
    if (!p)
        return fail(g, "NULL for %zu bytes", words * sizeof(void *));
    if ((uintptr_t)p % ALIGNMENT)
        return fail(g, "a payload is not aligned");
    o->payload = p;
    o->words = words;
    return true;
}

static bool ask_new(struct graph *g)
{
    size_t i = 0, words = choose_words(g), bytes = words * sizeof(void *);

    while (i < OBJECTS && g->objects[i].payload)
        i++;
    if (i == OBJECTS) {
        for (int k = 0; k < GRAPH_ROOTS / 2; k++)
            set_root(g, g->choose(GRAPH_ROOTS), NOTHING);
        return graph_collect(g);
    }
    struct object *o = &g->objects[i];
    void *p =
        g->choose(4) ? g->host->malloc(bytes) : g->host->calloc(words, bytes / words);
    if (!take(g, o, p, words))
        return false;
    o->serial = g->serial++;
    o->links = g->choose(words + 1);
    fill(g, o, 0);
    refer(g, i);
    return true;
}

/* All that referred to the object does so where it is now. */
static void redirect(struct graph *g, size_t moved)
{
    for (size_t i = 0; i < GRAPH_ROOTS; i++)
        if (g->root_to[i] == moved)
            set_root(g, i, moved);
    for (size_t i = 0; i < OBJECTS; i++)
        for (size_t k = 0; g->objects[i].payload && k < g->objects[i].links; k++)
            if (g->objects[i].to[k] == moved)
                set_link(g, i, k, moved);
}

/* What is not reachable must not be written: so it is found first. */
static bool ask_realloc(struct graph *g)
{
    size_t i = wander(g), words = choose_words(g);

    if (i == NOTHING)
        return true;
    find_reachable(g);
    struct object *o = &g->objects[i];
    size_t kept = o->words < words ? o->words : words;
    void *p = g->host->realloc(o->payload, words * sizeof(void *));
    char *before = o->payload;
    if (!take(g, o, p, words))
        return false;
    for (size_t k = 0; k < o->links; k++) /* it may refer to itself */
        if (k < kept && o->to[k] == i)
            set_word(o, k, link_of(g, i, o->inside[k]));
    if (!is_kept(g, o, kept))
        return false;
    o->links = o->links < kept ? o->links : kept;
    fill(g, o, kept);
    if (o->payload != before || words == kept)
        redirect(g, i);
    return true;
}

static bool lose(struct graph *g)
{
    size_t i = g->choose(16) ? wander(g) : NOTHING;

    if (i == NOTHING)
        set_root(g, g->choose(GRAPH_ROOTS), NOTHING);
    else if (g->objects[i].links > 0)
        set_link(g, i, g->choose(g->objects[i].links), NOTHING);
    return true;
}

/* The heap's blocks in use, by mm_walk: as many as are reachable. */
struct census {
    size_t in_use;
};

static void count(const struct mm_block *block, void *census)
{
    ((struct census *)census)->in_use += block->in_use;
}

bool graph_collect(struct graph *g)
{
    struct census census = {0};
    size_t reachable = 0;

    g->host->collect();
    g->collections++;
    if (!look_at_all(g))
        return false;
    for (size_t i = 0; i < OBJECTS; i++)
        reachable += g->objects[i].reachable;
    g->reached += reachable;
    if (g->host->walk)
        g->host->walk(count, &census);
    return !g->host->walk || census.in_use == reachable ||
           fail(g, "%zu blocks are in use after mm_collect, and %zu are reachable",
                census.in_use, reachable);
}

bool graph_start(struct graph *g, const struct host *host, size_t (*choose)(size_t below))
{
    memset(g, 0, sizeof *g);
    g->host = host;
    g->choose = choose;
    g->roots = mem_set_roots(GRAPH_ROOTS);
    for (size_t i = 0; i < GRAPH_ROOTS; i++)
        g->root_to[i] = NOTHING;
    host_empty_heap(host, 0xa5);
    return host->init() == 0 || fail(g, "mm_init did not return 0");
}

bool graph_request(struct graph *g)
{
    size_t kind = g->choose(1024);

    g->done++;
    if (kind < 2)
        return graph_collect(g);
    if (kind < 6)
        return look_at_all(g);
    if (kind < 700)
        return ask_new(g);
    if (kind < 760)
        return ask_realloc(g);
    if (kind < 800)
        return lose(g);
    size_t to = wander(g);
    if (to != NOTHING)
        refer(g, to);
    return true;
}
