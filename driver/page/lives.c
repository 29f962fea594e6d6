/*
 * lives.c - Which blocks of a heap have begun or ended from one mm_walk to the next.
 */

#include "page/lives.h"

#include "memlib.h"

/* One more than the room has means that there were more. */
static void add_block(const struct mm_block *block, void *context)
{
    struct lives *l = context;

    if (l->count < l->room)
        l->now[l->count] = (struct walked){
            .start = (size_t)((const char *)block->start - (const char *)mem_heap_lo()),
            .size = block->size,
            .in_use = block->in_use};
    if (l->count <= l->room)
        l->count++;
}

static bool is_same(const struct walked *a, const struct walked *b)
{
    return a->start == b->start && a->size == b->size && a->in_use == b->in_use;
}

static void begin_life(struct lives *l, struct walked *block)
{
    block->life = l->begun++;
    l->begin(block, l->context);
}

/* Both walks go up in the heap: a block of both lives on, others end or begin. */
static void tell_differences(struct lives *l)
{
    struct walked *before = l->before, *last = before + l->count_before;
    struct walked *now = l->now, *end = now + l->count;

    while (before < last || now < end) {
        bool old = now == end || (before < last && before->start < now->start);
        if (!old && before < last && is_same(before, now))
            now++->life = before++->life;
        else if (old)
            l->end(before++->life, l->context);
        else
            begin_life(l, now++);
    }
}

bool lives_walk(struct lives *l,
                void (*walk)(void (*visit)(const struct mm_block *, void *), void *))
{
    struct walked *last = l->before;

    l->count = 0;
    walk(add_block, l);
    if (l->count > l->room)
        return false;
    tell_differences(l);
    l->before = l->now;
    l->now = last;
    l->count_before = l->count;
    return true;
}
