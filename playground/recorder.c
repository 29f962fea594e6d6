/*
 * recorder.c - What the page calls beside the functions of mm.h: a heap, and walks of it.
 */

#include "playground/recorder.h"

#include "page/lives.h"
#include "playground/heap.h"
#include "playground/page.h"

#include <stdint.h>

/* Where an allocator has no mm_walk, this is NULL. */
#pragma weak mm_walk

static struct lives lives;

static void begin_life(const struct walked *block, void *context)
{
    (void)context;
    page_begin_life(block->start, block->size, block->in_use);
}

static void end_life(size_t life, void *context)
{
    (void)context;
    page_end_life(life);
}

/* Room for both walks is below the heap. */
char *recorder_begin(char *from, size_t room, size_t limit)
{
    struct walked *walks = (struct walked *)(uintptr_t)from;
    uintptr_t end = (uintptr_t)(walks + 2 * room);
    char *heap = from + (HEAP_ALIGNMENT - 1 - (end - 1) % HEAP_ALIGNMENT) +
                 (end - (uintptr_t)from);

    lives = (struct lives){.now = walks,
                           .before = walks + room,
                           .room = room,
                           .begin = begin_life,
                           .end = end_life};
    heap_begin(heap, limit);
    return page_grow(heap) ? heap : NULL;
}

size_t recorder_walk(void)
{
    return mm_walk && lives_walk(&lives, mm_walk) ? lives.count : SIZE_MAX;
}
