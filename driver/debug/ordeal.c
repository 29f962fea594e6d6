/*
 * ordeal.c - One damage, and what the checker says to it.
 *
 * In another child the scene goes on, with the damage and without: what changes nothing
 * later is no damage, and does not count.
 */

#include "debug/ordeal.h"

#include "base/error.h"
#include "config.h"
#include "host/isolate.h"
#include "judge/whole.h"
#include "memlib.h"

#include <string.h>

static bool load(struct ordeal *o, struct finding *finding)
{
    char message[256];

    mem_init();
    if (!allocator_load(o->allocator, message, sizeof message))
        return false;
    finding->loaded = true;
    finding->has_checker = o->allocator->host.checkheap != NULL;
    return scene_learn(&o->damaged.scene, &o->allocator->host);
}

/* Until the damage is seen to matter, a crash or a hang says that it does. */
static void go_on(void *ordeal, void *shared)
{
    struct ordeal *o = ordeal;
    struct finding *finding = shared;
    struct damaged *d = &o->damaged;

    if (!load(o, finding))
        return;
    for (size_t way = 0; way < SCENE_WAYS && !finding->matters; way++) {
        damage_sound(d);
        uint64_t sound = scene_go_on(&d->scene, way);
        damage_make(d);
        memcpy(finding->what, d->what, sizeof d->what);
        finding->matters = true;
        finding->matters = scene_go_on(&d->scene, way) != sound;
    }
}

static void note_places(const struct scene *s, struct block_place *places)
{
    for (size_t i = 0; i < BLOCKS; i++)
        places[i] = (struct block_place){(size_t)(s->p[i] - (char *)mem_heap_lo()),
                                         s->n[i], s->live[i]};
}

static void ask(void *ordeal, void *shared)
{
    struct ordeal *o = ordeal;
    struct finding *finding = shared;
    struct checker c = {.host = &o->allocator->host,
                        .verdict = allocate(1, sizeof *c.verdict)};

    if (!load(o, finding))
        return;
    damage_sound(&o->damaged);
    note_places(&o->damaged.scene, finding->places);
    finding->cried = !whole_checkheap(&c, NO_REQUEST);
    damage_make(&o->damaged);
    memcpy(finding->what, o->damaged.what, sizeof finding->what);
    finding->content = whole_checkheap(&c, NO_REQUEST);
}

static const char *how_missed(struct ending ending, bool content)
{
    if (ending.outcome == CRASHED)
        return "mm_checkheap crashed";
    if (ending.outcome != FINISHED)
        return "mm_checkheap did not return";
    return content ? "mm_checkheap returned true" : NULL;
}

static struct finding run_child(void (*work)(void *, void *), struct ordeal *o,
                                double seconds)
{
    struct child *child = isolate_start(work, o, sizeof(struct finding));
    struct ending ending = isolate_resume(child, seconds);
    struct finding finding = *(struct finding *)isolate_shared(child);

    finding.what[sizeof finding.what - 1] = '\0';
    finding.missed = how_missed(ending, finding.content);
    finding.output = isolate_printed(child, 0);
    isolate_end(child);
    return finding;
}

struct finding ordeal_go_on(struct ordeal *o)
{
    return run_child(go_on, o, GRADE_HANG / 5);
}

struct finding ordeal_ask(struct ordeal *o)
{
    struct finding finding = {.loaded = false};

    if (!o->no_fork)
        return run_child(ask, o, GRADE_HANG);
    ask(o, &finding);
    finding.missed = how_missed((struct ending){.outcome = FINISHED}, finding.content);
    return finding;
}
