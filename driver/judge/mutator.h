#ifndef MUTATOR_H
#define MUTATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * mutator.h - The driver as the program whose garbage an implicit allocator collects.
 *
 * It links the live payloads as programs do: each is referred to by a root or by another
 * one. What the trace frees is only forgotten. The links are in the payloads, amid their
 * pattern, so a collector that moves or clears what lives is found out.
 */

enum shape {
    ROOTS,    /* each payload is a root's */
    LIST,     /* one root, and a link to the next in each */
    TREE,     /* one root, and two links in each */
    CYCLES,   /* a ring with links to both neighbours */
    INTERIOR, /* a tree whose links and roots lead inside the payloads */
    INTEGERS, /* as ROOTS; there are integers in the payloads that look like addresses */
    SHAPES
};

/* "roots", "list", ... */
extern const char *const shape_names[SHAPES];

enum { LINKS = 2 /* words in a payload that has room for them */ };

/* How a payload is referred to, and what it refers to. */
struct node {
    uint32_t place; /* linked: its number among these; else that of its own root */
    bool live, linked;
    void *links[LINKS]; /* what was written last */
};

struct mutator {
    enum shape shape;
    void *const *payloads; /* of each id */
    const size_t *sizes;
    size_t ids, most_live;
    void **roots; /* the first is the shape's */
    struct node *nodes;
    uint32_t *order; /* by place: the ids of those that are linked */
    size_t linked;
    uint32_t *idle_roots;
    size_t idle_count;
    uint32_t damaged; /* the id whose link was not what was written, or NOBODY */
};

#define NOBODY UINT32_MAX

/* For so many ids, of which so many live at once; the books are the caller's. */
struct mutator mutator_new(enum shape shape, void *const *payloads, const size_t *sizes,
                           size_t ids, size_t most_live);
void mutator_free(struct mutator *m);

/* No payload is live any more, and the roots are NULL; they come in another shape now. */
void mutator_reset(struct mutator *m, enum shape shape);

/* The id's payload, which holds its pattern, is live from now on: something refers to it,
 * and it may refer to others. */
void mutator_attach(struct mutator *m, uint32_t id);

/* Nothing refers to it any more. */
void mutator_detach(struct mutator *m, uint32_t id);

/* As payload_check, of the id's pattern and its links, in a payload of n bytes. */
ptrdiff_t mutator_check(const struct mutator *m, uint32_t id, const void *payload,
                        size_t n, size_t limit);

/* The byte that the id's payload of n bytes must have at this offset. */
unsigned char mutator_byte(const struct mutator *m, uint32_t id, size_t n, size_t offset);

/* The root that was changed, but not by us; or SIZE_MAX. */
size_t mutator_changed_root(const struct mutator *m);

/* "reachable through id 4 and root 2", as text of so many bytes. */
char *mutator_path(const struct mutator *m, uint32_t id, char *text, size_t size);

#endif
