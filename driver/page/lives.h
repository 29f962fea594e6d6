#ifndef LIVES_H
#define LIVES_H

#include "mm.h"

/*
 * lives.h - Which blocks of a heap have begun or ended from one mm_walk to the next.
 *
 * The driver records by it, and so does an allocator in WebAssembly (playground/).
 */

/* A block as of a walk; its life has a number, from 0. */
struct walked {
    size_t start, size; /* bytes from the heap's begin */
    size_t life;
    bool in_use;
};

/* Two walks, each with room for so many blocks, and what is told of their difference. */
struct lives {
    struct walked *now, *before;
    size_t count, count_before, room;
    size_t begun; /* lives so far */
    void (*begin)(const struct walked *block, void *context);
    void (*end)(size_t life, void *context);
    void *context;
};

/* Walks the heap and tells what has changed. False if there are more blocks than room:
 * then nothing is told. */
bool lives_walk(struct lives *lives,
                void (*walk)(void (*visit)(const struct mm_block *, void *), void *));

#endif
