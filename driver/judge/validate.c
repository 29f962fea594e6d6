/*
 * validate.c - Replays a trace, and checks every answer.
 *
 * The first replay checks every request. The second starts over from mem_reset_brk
 * and mm_init on a heap that holds other bytes, and wants the same pointers. Another
 * fills payloads up to what mm_usable_size tells, and bare ones show whether realloc
 * leaks. Whatever is damaged and only noticed later is looked for in one more replay,
 * which watches the damaged byte.
 */

#include "judge/validate.h"

#include "base/error.h"
#include "base/platform.h"
#include "base/text.h"
#include "config.h"
#include "host/isolate.h"
#include "host/remote.h"
#include "host/replay.h"
#include "host/watch.h"
#include "judge/bits.h"
#include "judge/checked.h"
#include "judge/classes.h"
#include "judge/collect.h"
#include "judge/disorder.h"
#include "judge/fault.h"
#include "judge/inject.h"
#include "judge/leak.h"
#include "judge/loose.h"
#include "judge/neighbours.h"
#include "judge/order.h"
#include "judge/overgrown.h"
#include "judge/passed.h"
#include "judge/patrol.h"
#include "judge/stale.h"
#include "judge/waste.h"
#include "judge/whole.h"
#include "judge/writer.h"
#include "memlib.h"

#include <stdlib.h>
#include <string.h>

void validate_break(uint32_t line, const char *request, const struct checker *books)
{
    /* or the compiler leaves out the call */
    __asm__ volatile("" ::"r"(line), "r"(request), "r"(books));
}

static void stop_before(const struct checker *c, size_t i)
{
    int length;
    const char *line = trace_line(c->trace, i, &length);
    char *request = format("%.*s", length, line);

    validate_break(c->trace->lines[i], request, c);
    free(request);
}

/* Payload and heap after each request, summed. */
struct integral {
    size_t live;
    double payload, heap;
};

static void integrate(struct integral *integral, size_t before, size_t now)
{
    integral->live += now - before;
    integral->payload += (double)integral->live;
    integral->heap += (double)mem_heapsize();
}

/* The memory of a large trace is in no cache: asks for what later requests will need, the
 * books first, and then what a payload holds. (Always inline: gcc leaves out the call of
 * a function that does nothing else.) */
__attribute__((always_inline)) static inline void look_ahead(const struct checker *c,
                                                             size_t i)
{
    enum { SOON = 12, LATER = 2 * SOON };
    const struct request *r = &c->trace->requests[i];

    if (i + LATER >= c->trace->count)
        return;
    __builtin_prefetch(&c->payloads[r[LATER].id]);
    __builtin_prefetch(&c->sizes[r[LATER].id]);
    __builtin_prefetch(&c->born[r[LATER].id]);
    __builtin_prefetch(c->payloads[r[SOON].id]);
}

static bool all_is_left_well(struct checker *c)
{
    return whole_payloads(c, NO_REQUEST) && whole_break(c, NO_REQUEST);
}

/* A checker may expect that there is something in the heap. */
static bool checkheap_after_init(struct checker *c)
{
    if (mem_heapsize() == 0)
        return true;
    c->verdict->progress.phase = STARTING;
    if (!whole_checkheap(c, NO_REQUEST))
        return false;
    c->verdict->progress.phase = REPLAYING;
    return true;
}

/* Where all is, if it must be there again: what a collector keeps depends on what
 * payloads hold, and other handouts allow more. */
static void note_places(struct checker *c)
{
    if (!c->host->simulated || c->host->collect || c->host->contract)
        return;
    c->placement = replay_placement(c->payloads, c->trace->ids, mem_heap_lo());
    c->answers = replay_placement(c->returned, c->trace->count, mem_heap_lo());
}

/* What headers say, of these blocks; the caller frees it. */
static struct meanings *learn(const struct checker *c, const struct blocks *now)
{
    struct meanings *m = allocate(1, sizeof *m);
    size_t live;

    if (now->layout.known)
        rules_learn(m, now, layout_lowest(c, &live));
    return m;
}

/* The heap has grown in request i. To look for waste takes time, so it is done the 1st,
 * 2nd, 4th, 8th ... time; and by the blocks each time that the heap becomes much larger.
 * Valgrind would object to a look at words that nobody wrote. */
static void note_growth(struct checker *c, size_t i, size_t before)
{
    enum { MUCH = 8 }; /* one of so many parts */
    size_t grown = ++c->verdict->grown;
    bool is_due = (grown & (grown - 1)) == 0;

    overgrown_note(c, i, before);
    if (platform_in_valgrind() ||
        (!is_due && mem_heapsize() - before <= mem_heapsize() / MUCH))
        return;
    struct blocks now = rules_survey(c);
    struct meanings *m = learn(c, &now);
    if (is_due)
        waste_note(c, i, before, &now);
    neighbours_note(c, i, before, &now, m);
    passed_note(c, i, before, &now, m);
    if (is_due) {
        loose_note(c, i);
        classes_note(c, i, &now);
    }
    free(m);
    free(now.all);
}

static bool first_replay(struct checker *c, const struct checks *checks)
{
    struct integral integral = {0};

    stale_keep(c, BEFORE_INIT);
    if (!whole_start(c, REPLAYING, FIRST_FILL) ||
        (checks->check_heap && !checkheap_after_init(c)))
        return false;
    stale_keep(c, AFTER_INIT);
    for (size_t i = 0; i < c->trace->count; i++) {
        c->verdict->progress.request = i;
        look_ahead(c, i);
        if (c->trace->lines[i] == checks->break_at)
            stop_before(c, i);
        const size_t *size = &c->sizes[c->trace->requests[i].id], before = *size;
        size_t heap = mem_heapsize();
        bool served = checked_request(c, i);
        order_note(c, i);
        if (!served || (checks->check_heap && !whole_checkheap(c, i)))
            return false;
        if (mem_heapsize() > heap && c->host->simulated && !c->host->collect)
            note_growth(c, i, heap);
        integrate(&integral, before, *size);
    }
    c->heap = c->host->simulated ? mem_heapsize() : 0;
    c->over_time = integral.heap > 0 ? integral.payload / integral.heap : 0;
    c->verdict->progress.request = NO_REQUEST;
    note_places(c);
    return all_is_left_well(c);
}

/* Request i, and mm_collect after it, if it is due. */
static bool perform(struct checker *c, size_t i)
{
    c->verdict->progress.request = i;
    if (!c->collector)
        return checked_request(c, i);
    collect_expect(c->collector, c, i);
    return checked_request(c, i) &&
           (!collect_is_due(c, i) || collect_now(c->collector, c, i));
}

static bool all_requests(struct checker *c)
{
    for (size_t i = 0; i < c->trace->count; i++) {
        look_ahead(c, i);
        if (!perform(c, i))
            return false;
    }
    c->verdict->progress.request = NO_REQUEST;
    return true;
}

/* All checks once more, but where the payloads lie is known. */
static bool second_replay(struct checker *c)
{
    stale_compare(c, BEFORE_INIT);
    if (!whole_start(c, REPEATING, SECOND_FILL))
        return false;
    stale_compare(c, AFTER_INIT);
    c->again = true;
    if (!all_requests(c)) {
        stale_explain(c);
        writer_explain_unwritten(c);
        return false;
    }
    if (mem_heapsize() != c->heap)
        return checker_fail(
            c, NO_REQUEST,
            "the heap has %zu bytes, but %zu when the trace was replayed first",
            mem_heapsize(), c->heap);
    return all_is_left_well(c);
}

/* As the first, but each payload is as large as the allocator says that it may be. */
static bool brimming_replay(struct checker *c)
{
    if (!whole_start(c, BRIMMING, FIRST_FILL))
        return false;
    c->to_the_brim = true;
    return all_requests(c) && all_is_left_well(c);
}

/* Is the byte, that will be found damaged, so already after request i? */
static bool is_damaged(const struct checker *c, size_t i, const unsigned char *byte)
{
    uint32_t id = c->damaged_id;
    size_t offset = (size_t)(byte - (unsigned char *)c->payloads[id]);

    return i > c->since && offset < c->sizes[id] && *byte != checked_byte(c, id, offset);
}

/* The first request before the end after which there is damage, or NO_REQUEST. */
static size_t find_culprit(struct checker *c, size_t end)
{
    const unsigned char *damaged = c->damaged;

    if (!whole_start(c, c->verdict->progress.phase, FIRST_FILL))
        return NO_REQUEST;
    if (c->collector)
        collector_start(c->collector);
    for (size_t i = 0; i < end; i++) {
        if (!perform(c, i))
            return NO_REQUEST;
        if (damaged ? is_damaged(c, i, damaged) : mem_overrun() != NULL)
            return i;
    }
    return NO_REQUEST;
}

/* Names the request that did the damage which the first replay has noticed. */
static void blame(struct checker *c)
{
    struct verdict noticed = *c->verdict;
    bool at_end = noticed.request == NO_REQUEST, past_break = !c->damaged;

    if (!c->host->simulated || (past_break && !(at_end && mem_overrun())))
        return;
    size_t culprit = find_culprit(c, at_end ? c->trace->count : noticed.request);
    *c->verdict = noticed;
    if (culprit == NO_REQUEST)
        return;
    if (at_end) {
        c->verdict->request = culprit;
        if (past_break)
            whole_break(c, culprit);
        return;
    }
    int length;
    const char *line = trace_line(c->trace, culprit, &length);
    checker_explain(c, "it happened during line %u (%.*s)", c->trace->lines[culprit],
                    length, line);
}

static bool more_checks(struct checker *c, const struct checks *checks, size_t calls)
{
    return (!checks->inject || inject(c, checks->inject)) &&
           (!checks->thorough || (patrol(c) && inject_often(c, calls)));
}

/* All checks of the first replay, with the payloads linked in this shape. */
static bool linking_replay(struct checker *c, const struct checks *checks,
                           enum shape shape)
{
    struct verdict *v = c->verdict;
    struct collector collector = {.garbage = shape == INTEGERS ? &v->apparent : &v->exact,
                                  .check_heap = checks->check_heap};

    c->mutator->shape = shape;
    c->collector = &collector;
    collector_start(&collector);
    bool good = whole_start(c, LINKING + (enum phase)shape, FIRST_FILL) &&
                all_requests(c) && all_is_left_well(c);
    if (!good)
        blame(c);
    collector_free(&collector);
    c->collector = NULL;
    return good;
}

static bool is_chosen(const struct checks *checks, enum shape shape)
{
    return !checks->collect[0] || strcmp(checks->collect, shape_names[shape]) == 0;
}

static bool linking_replays(struct checker *c, const struct checks *checks)
{
    for (enum shape shape = ROOTS; shape < SHAPES; shape++)
        if (is_chosen(checks, shape) && !linking_replay(c, checks, shape))
            return false;
    return true;
}

/* Those of a heap that is memlib's. */
static bool further_replays(struct checker *c, const struct checks *checks)
{
    if (!second_replay(c))
        return false;
    size_t calls = mem_calls();
    size_t rounds = c->host->collect ? 0 : leak_rounds(c->trace, checks->thorough);
    return (!c->host->usable_size || brimming_replay(c)) &&
           (rounds == 0 || leak_free(c, rounds)) && more_checks(c, checks, calls);
}

static bool all_checks(struct checker *c, const struct checks *checks)
{
    if (!first_replay(c, checks)) {
        writer_explain_unwritten(c);
        bits_explain(c);
        blame(c);
        if (disorder_explain(c))
            c->verdict->objected = false;
        return false;
    }
    if (checks->once)
        return true;
    /* no other handout asks for more */
    if (c->host->simulated && !c->host->contract && !further_replays(c, checks))
        return false;
    return !c->mutator || linking_replays(c, checks);
}

static bool load(struct allocator *a, struct verdict *verdict)
{
    return a->apart ? remote_load(a, verdict->message, sizeof verdict->message)
                    : allocator_load(a, verdict->message, sizeof verdict->message);
}

void validate(const struct validation *validation, struct verdict *verdict)
{
    struct allocator *a = validation->allocator;

    verdict->request = verdict->progress.request = NO_REQUEST;
    verdict->progress.phase = LOADING;
    if (a->apart)
        remote_prepare();
    mem_init();
    mem_set_limit(trace_heap_limit(validation->trace));
    a->collects = validation->checks.collect != NULL;
    if (!load(a, verdict))
        return;
    verdict->simulated = a->host.simulated;
    verdict->lacks_calloc = a->host.lacks_calloc && !a->host.contract;
    verdict->lacks_checkheap = !a->host.checkheap && a->host.simulated;
    verdict->skipped = a->host.contract && validation->trace->weight == REQUIRED;
    verdict->valid = verdict->skipped;
    if (verdict->skipped)
        return;
    if (a->host.simulated && !a->apart)
        isolate_confine_loaded();
    watch_init(&a->host, &verdict->progress.request);
    struct checker c = checker_new(validation->trace, &a->host, verdict);
    if (a->host.collect)
        checker_link(&c, validation->checks.collect, trace_most_live(validation->trace));
    fault_watch(&c);
    verdict->valid = all_checks(&c, &validation->checks);
    verdict->heap = c.heap;
    verdict->over_time = c.over_time;
    verdict->placement = c.placement;
    verdict->answers = c.answers;
    checker_free(&c);
}
