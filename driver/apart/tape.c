/*
 * tape.c - The replay that is timed.
 */

#include "apart/tape.h"

/* What the step's allocation returns. */
static void *rare_allocation(const struct host *f, const struct wire_step *step)
{
    if (step->op == MEMALIGN && f->memalign)
        return f->memalign(step->from, step->n);
    if (step->op == REALLOC_NULL)
        return f->realloc(NULL, step->n);
    if (step->op == CALLOC)
        return f->calloc(step->from, step->n);
    return f->malloc(step->n);
}

int tape_replay(const struct host *host, void *tape, size_t room, size_t count)
{
    const struct host f = *host; /* so that no store can change a function */
    const struct wire_step *steps = tape;
    void **payloads = (void **)(steps + room);
    int failed = f.init();

    for (uint32_t i = 0; i < count; i++) {
        const struct wire_step *s = &steps[i];
        if (s->op == FREE) {
            f.free(s->from == NO_STEP ? NULL : payloads[s->from]);
        } else if (s->op == REALLOC) {
            payloads[i] = f.realloc(payloads[s->from], s->n);
        } else {
            void *p = s->op == MALLOC ? f.malloc(s->n) : rare_allocation(&f, s);
            wire_write(p, s->n, i);
            payloads[i] = p;
        }
    }
    return failed;
}
