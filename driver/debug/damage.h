#ifndef DAMAGE_H
#define DAMAGE_H

#include "debug/scene.h"

/*
 * damage.h - Heaps that are not sound any more, in ways that a checker should see.
 */

enum damage {
    WRONG_SIZE,
    WRONG_BIT,
    WRONG_FOOTER,
    WRONG_LINK,
    LOST_BLOCK,
    ADJACENT,
    CYCLE,
    DAMAGES
};

/* How a command names it, and a person. */
struct damage_kind {
    const char *key, *name;
};

extern const struct damage_kind damage_kinds[DAMAGES];

/* A damaged heap is made in two steps, so that what comes of it can be compared. */
struct damaged {
    struct scene scene;
    enum damage damage;
    size_t variant; /* from 0 */
    char what[160]; /* what was done, in words; "" if this one cannot be made */
};

/* The heap as it would be without the damage. */
void damage_sound(struct damaged *d);

/* The same heap anew, and then the damage. */
void damage_make(struct damaged *d);

/* Of a wrong size: is it that of a free block? */
bool damage_is_of_free_block(const struct damaged *d);

/* So many variants of each damage are tried at most. */
enum { VARIANTS = 8 };

#endif
