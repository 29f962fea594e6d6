/*
 * tape.c - The replay that is timed.
 */

#include "apart/tape.h"

void tape_warm(void *tape, size_t room, size_t count)
{
    const volatile uintptr_t *const *list = (void *)((struct wire_step *)tape + room);

    for (size_t i = 0; i < count; i++)
        (void)list[i][0], (void)list[i][1];
}

/* What a calloc, a memalign, or a realloc of NULL returns. */
static void *rare_allocation(const struct host *f, const struct wire_step *step)
{
    if (step->op == MEMALIGN && f->memalign)
        return f->memalign(step->from, step->n);
    if (step->op == REALLOC_NULL)
        return f->realloc(NULL, step->n);
    if (step->op == MEMALIGN)
        return f->malloc(step->n);
    return f->calloc(step->from, step->n);
}

int tape_replay(const struct host *host, void *tape, size_t room, size_t from, size_t end)
{
    const struct host f = *host; /* so that no store can change a function */
    const struct wire_step *steps = tape;
    void **payloads = (void **)(steps + room);
    int failed = from == 0 ? f.init() : 0;

    for (size_t i = from; i < end; i++) {
        const struct wire_step *s = &steps[i];
        if (s->op == FREE) {
            f.free(s->from == NO_STEP ? NULL : payloads[s->from]);
        } else if (s->op == MALLOC) {
            payloads[i] = f.malloc(s->n);
        } else if (s->op == REALLOC) {
            payloads[i] = f.realloc(payloads[s->from], s->n);
        } else {
            payloads[i] = rare_allocation(&f, s);
        }
    }
    return failed;
}
