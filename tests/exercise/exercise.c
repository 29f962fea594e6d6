/*
 * exercise.c - An allocator is asked for this and that.
 */

#include "exercise.h"

#include "config.h"
#include "memlib.h"
#include "recorder.h"

#include <stdio.h>
#include <string.h>

/* The heap's limit in most episodes: the champion numbers its granules with 32 bits. In
 * others, one that is soon reached. */
#define LARGE (sizeof(void *) == 8 ? HEAP_RESERVATION >> 8 : HEAP_RESERVATION)

#define SMALL ((size_t)4 << 20)

/* So many bytes may be written by calloc and copied by realloc: time is for more
 * requests. */
#define COPIED ((size_t)256 << 10)

/* So much may be left in a heap that is full; and a fourth of what is left may be the
 * most that can be had. */
#define SLACK ((size_t)1 << 20)

static bool is_own(const struct exercise *e)
{
    return !e->host->contract;
}

/* Other handouts ask for no giants. */
static size_t within_contract(const struct exercise *e, size_t n)
{
    return is_own(e) ? n : n % SLACK;
}

/* NULL was returned. Is the heap so full? */
static bool refused(struct exercise *e, size_t n)
{
    size_t left = e->limit - mem_heapsize();

    if (n > 0 && left / 4 >= n + SLACK)
        return slots_fail(&e->live, "NULL for %zu bytes, and %zu are left in the heap", n,
                          left);
    recorder_retract();
    return true;
}

static bool take(struct exercise *e, size_t slot, void *p, size_t n, size_t alignment)
{
    size_t room = n;

    if (!p)
        return refused(e, n);
    if (e->host->usable_size)
        room = e->host->usable_size(p);
    if (room < n)
        return slots_fail(&e->live, "mm_usable_size says %zu of a payload of %zu", room,
                          n);
    struct slot taken = {p, n, room, e->serial++};
    return slots_take(&e->live, slot, taken, alignment);
}

static bool ask_calloc(struct exercise *e, size_t slot, size_t n)
{
    size_t count = 1 + e->choose(8);

    n = n / count * count;
    recorder_note('c', slot, n, NULL);
    void *p = e->host->calloc(count, n / count);
    return (!p || slots_zero(&e->live, p, n)) && take(e, slot, p, n, e->host->alignment);
}

static bool ask_memalign(struct exercise *e, size_t slot, size_t n)
{
    size_t alignment = (size_t)1 << e->choose(17);
    char remark[40];

    snprintf(remark, sizeof remark, "by mm_memalign(%zu, )", alignment);
    recorder_note('a', slot, n, remark);
    void *p = e->host->memalign(alignment, n);
    size_t most = alignment > e->host->alignment ? alignment : e->host->alignment;
    return take(e, slot, p, n, most);
}

static bool ask_new(struct exercise *e, size_t slot)
{
    size_t n = within_contract(e, sizes_choose(e->choose)), kind = e->choose(8);

    if (kind <= 1 && n <= COPIED)
        return ask_calloc(e, slot, n);
    if (kind == 2 && e->host->memalign)
        return ask_memalign(e, slot, n);
    recorder_note(kind == 3 ? 'r' : 'a', slot, n, NULL);
    void *p = kind == 3 ? e->host->realloc(NULL, n) : e->host->malloc(n);
    return take(e, slot, p, n, e->host->alignment);
}

static bool ask_free(struct exercise *e, size_t slot)
{
    struct slot *s = &e->slots[slot];

    if (!slots_kept(&e->live, slot, s->p, s->room))
        return false;
    recorder_note('f', slot, 0, NULL);
    e->host->free(s->p);
    s->p = NULL;
    return true;
}

static bool ask_realloc(struct exercise *e, size_t slot)
{
    struct slot *s = &e->slots[slot];
    size_t n = within_contract(e, sizes_choose_next(e->choose, s->n));
    size_t kept = s->n < n ? s->n : n;

    if (kept > COPIED)
        return ask_free(e, slot);
    if (!slots_kept(&e->live, slot, s->p, s->room))
        return false;
    recorder_note('r', slot, n, NULL);
    void *p = e->host->realloc(s->p, n);
    if (!p && n > 0)
        return refused(e, n);
    if (n == 0) {
        s->p = NULL;
        return true;
    }
    return slots_kept(&e->live, slot, p, kept) && take(e, slot, p, n, e->host->alignment);
}

/* The request, whatever it is, must be refused, and nothing has changed. */
static bool ask_impossible(struct exercise *e, size_t slot)
{
    size_t n = sizes_choose_impossible(e->choose), kind = e->choose(4);
    static const char *const names[] = {"mm_malloc", "mm_realloc", "mm_calloc",
                                        "mm_memalign"};
    void *p;

    if (kind == 3 && e->host->memalign)
        p = e->host->memalign(64, n);
    else if (kind == 2)
        p = e->host->calloc(n / 2 + 1, 2 + 2 * e->choose(2));
    else if (kind == 1)
        p = e->host->realloc(e->slots[slot].p, n);
    else
        p = e->host->malloc(n);
    return !p || slots_fail(&e->live, "%s of %zu bytes is not refused",
                            names[kind < 3 || e->host->memalign ? kind : 0], n);
}

/* Neighbours, or every other. */
static bool ask_many_frees(struct exercise *e, size_t first)
{
    size_t step = 1 + e->choose(2), many = e->choose(e->live.count);

    for (size_t slot = first; slot < e->live.count && slot - first < many; slot += step)
        if (e->slots[slot].p && !ask_free(e, slot))
            return false;
    return true;
}

static bool ask(struct exercise *e)
{
    size_t slot = e->choose(e->live.count), kind = e->choose(256);

    if (kind < 2)
        return ask_many_frees(e, slot);
    if (kind < 4 && is_own(e))
        return ask_impossible(e, slot);
    if (!e->slots[slot].p)
        return ask_new(e, slot);
    return kind % 3 == 0 ? ask_realloc(e, slot) : ask_free(e, slot);
}

static bool check_heap(struct exercise *e)
{
    return !e->host->checkheap || e->host->checkheap((int)e->done) ||
           slots_fail(&e->live, "mm_checkheap returned false");
}

/* An empty heap. Its new memory is zero if it is large, where other bytes cost time. */
static bool start_heap(struct exercise *e)
{
    mem_set_limit(e->limit);
    host_empty_heap(e->host, e->limit > SMALL ? 0 : 0xa5);
    return e->host->init() == 0 || slots_fail(&e->live, "mm_init did not return 0");
}

bool exercise_start(struct exercise *e, const struct host *host, chooser *choose)
{
    static const size_t limits[] = {LARGE, LARGE, LARGE, 16 * SMALL, SMALL, SMALL / 16};
    static const size_t counts[] = {8, 32, 64, 64, 256, EXERCISE_SLOTS};
    size_t limit = limits[choose(6)], count = counts[choose(6)];

    memset(e, 0, sizeof *e);
    e->host = host;
    e->choose = choose;
    e->live.slots = e->slots;
    e->live.count = count;
    e->check_each = count <= 64 ? 1 : count / 64;
    e->limit = is_own(e) ? limit : LARGE;
    recorder_start();
    return start_heap(e);
}

bool exercise_request(struct exercise *e)
{
    e->done++;
    return ask(e) && (e->done % e->check_each || check_heap(e));
}

bool exercise_end(struct exercise *e)
{
    for (size_t i = 0; i < e->live.count; i++)
        if (e->slots[i].p && !slots_kept(&e->live, i, e->slots[i].p, e->slots[i].room))
            return false;
    return check_heap(e);
}
