/*
 * serve.c - Question after question, put to the allocator.
 */

#include "apart/serve.h"

#include "apart/heap.h"
#include "apart/tape.h"

/* The blocks that mm_walk has shown, and the judge has not seen. */
struct shown {
    struct wire *wire;
    size_t count;
};

static void show(struct shown *shown)
{
    struct wire *wire = shown->wire;

    wire->statement = SHOWS_BLOCKS;
    wire->value = shown->count;
    wire_pass(wire, JUDGES_TURN);
    wire_wait(wire, HOSTS_TURN, 0);
    shown->count = 0;
}

static void visit(const struct mm_block *block, void *context)
{
    struct shown *shown = context;
    struct wire_block *place = &shown->wire->blocks[shown->count++];

    place->start = (uintptr_t)block->start;
    place->payload = (uintptr_t)block->payload;
    place->size = block->size;
    place->in_use = block->in_use;
    if (shown->count == WIRE_BLOCKS)
        show(shown);
}

static uintptr_t walk(struct wire *wire, const struct host *host)
{
    struct shown shown = {wire, 0};

    host->walk(visit, &shown);
    show(&shown);
    return 0;
}

static uintptr_t answer(struct wire *wire, const struct host *host, void *tape)
{
    uintptr_t first = wire->arguments[0], second = wire->arguments[1];

    switch ((enum question)wire->question) {
    case ASK_INIT:
        return (uintptr_t)host->init();
    case ASK_MALLOC:
        return (uintptr_t)host->malloc(first);
    case ASK_FREE:
        host->free((void *)first);
        return 0;
    case ASK_REALLOC:
        return (uintptr_t)host->realloc((void *)first, second);
    case ASK_CALLOC:
        return (uintptr_t)host->calloc(first, second);
    case ASK_CHECKHEAP:
        return host->checkheap((int)first);
    case ASK_USABLE_SIZE:
        return host->usable_size((void *)first);
    case ASK_MEMALIGN:
        return (uintptr_t)host->memalign(first, second);
    case ASK_REPLAY:
        return (uintptr_t)tape_replay(host, tape, wire->steps, first, second);
    case ASK_WARM:
        tape_warm(tape, wire->steps, first);
        return 0;
    case ASK_TOUCH:
        heap_touch(first);
        return 0;
    case ASK_WALK:
        return walk(wire, host);
    default:
        return 0;
    }
}

_Noreturn void serve(struct wire *wire, const struct host *host, void *tape)
{
    for (;;) {
        wire->statement = ANSWERS;
        wire_pass(wire, JUDGES_TURN);
        wire_wait(wire, HOSTS_TURN, 0);
        wire->value = answer(wire, host, tape);
    }
}
