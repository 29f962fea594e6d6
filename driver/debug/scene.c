/*
 * scene.c - A small heap, and what its words mean.
 */

#include "debug/scene.h"

#include "base/error.h"
#include "judge/payload.h"
#include "memlib.h"

#include <stdlib.h>
#include <string.h>

enum {
    WORD = sizeof(uint32_t),
    SEPARATOR = 530,
    MOST_BEFORE = 48,
    MOST_INSIDE = 64,
    SMALL = 16
};

size_t scene_target(size_t number)
{
    return 2 * (number % TARGETS) + 1;
}

/* Sizes of targets are so far apart that no rounding makes two the same. */
static size_t size_of(const struct scene *s, size_t block)
{
    static const size_t sizes[] = {1100, 2200, 4500, 9000};
    return (block % 2 ? sizes[block / 2 % 4] : SEPARATOR) / s->shrunk;
}

bool scene_build(struct scene *s)
{
    mem_guard(0);
    mem_reset_brk();
    if (s->host->init() != 0)
        return false;
    for (size_t i = 0; i < BLOCKS; i++) {
        s->n[i] = size_of(s, i);
        s->p[i] = s->host->malloc(s->n[i]);
        if (!s->p[i])
            return false;
        payload_fill(s->p[i], (uint32_t)i, 0, s->n[i]);
        s->live[i] = true;
    }
    return true;
}

void scene_free(struct scene *s, size_t block)
{
    s->host->free(s->p[block]);
    s->live[block] = false;
}

size_t scene_after(const struct scene *s, size_t block)
{
    size_t after = BLOCKS;

    for (size_t i = 0; i < BLOCKS; i++)
        if (s->p[i] > s->p[block] && (after == BLOCKS || s->p[i] < s->p[after]))
            after = i;
    return after;
}

static uint64_t ask(struct scene *s, uint64_t answers, size_t n)
{
    uintptr_t p = (uintptr_t)s->host->malloc(n);
    return (answers ^ p) * UINT64_C(0x9e3779b97f4a7c15);
}

static uint64_t ask_often(struct scene *s, uint64_t answers)
{
    answers = ask(s, answers, 1 << 20); /* no free block will do: all are looked at */
    for (size_t i = 0; i < 2 * BLOCKS; i++)
        answers = ask(s, answers, size_of(s, i % BLOCKS));
    return answers;
}

uint64_t scene_go_on(struct scene *s, size_t way)
{
    static const size_t steps[SCENE_WAYS] = {1, BLOCKS - 1, 7, 2};
    uint64_t answers = way == 0 ? ask_often(s, 0) : 0;

    for (size_t i = 0; i < BLOCKS; i++) {
        size_t block = (i + 1) * steps[way] % BLOCKS;
        if (s->live[block])
            scene_free(s, block);
        if (way == 2 && i % 3 == 0)
            answers = ask(s, answers, size_of(s, i));
    }
    return ask_often(s, answers);
}

struct snapshot scene_snapshot(void)
{
    struct snapshot snapshot = {.size = mem_heapsize()};

    snapshot.bytes = allocate(snapshot.size, 1);
    memcpy(snapshot.bytes, mem_heap_lo(), snapshot.size);
    return snapshot;
}

uint32_t snapshot_word(const struct snapshot *snapshot, const char *where)
{
    return scene_word(snapshot->bytes + (where - (const char *)mem_heap_lo()));
}

uint32_t scene_word(const char *where)
{
    uint32_t word;
    memcpy(&word, where, WORD);
    return word;
}

void scene_set_word(char *where, uint32_t word)
{
    memcpy(where, &word, WORD);
}

static bool in_heap(const char *from, size_t n)
{
    const char *lo = mem_heap_lo();
    return from >= lo && from + n <= lo + mem_heapsize();
}

/* Do the words at this distance before the blocks' ends grow with the sizes? Exactly:
 * those of equal sizes are equal, but for flags. */
static bool grows(const struct scene *s, char *const *ends, size_t distance, bool exactly)
{
    enum { FLAGS = 7 };

    for (size_t i = 0; i < BLOCKS; i++)
        for (size_t j = 0; j < BLOCKS; j++) {
            if (!ends[i] || !ends[j])
                continue;
            if (!in_heap(ends[i] - distance, WORD) || !in_heap(ends[j] - distance, WORD))
                return false;
            uint32_t a = scene_word(ends[i] - distance),
                     b = scene_word(ends[j] - distance);
            if (s->n[i] < s->n[j] && a >= b)
                return false;
            if (exactly && s->n[i] == s->n[j] && (a ^ b) > FLAGS)
                return false;
        }
    return true;
}

static size_t find_size(const struct scene *s, char *const *ends, bool exactly)
{
    for (size_t distance = WORD; distance <= MOST_BEFORE; distance += WORD)
        if (grows(s, ends, distance, exactly))
            return distance;
    return 0;
}

/* With all targets free. */
static size_t find_footer(struct scene *s)
{
    char *ends[BLOCKS] = {NULL};

    for (size_t i = 0; i < TARGETS; i++) {
        size_t after = scene_after(s, scene_target(i));
        if (after == BLOCKS)
            return 0;
        ends[scene_target(i)] = s->p[after];
        scene_free(s, scene_target(i));
    }
    return find_size(s, ends, true);
}

size_t scene_follow(const struct scene *s, struct link link, size_t block)
{
    enum { NEAR = 32 };
    const char *where = s->p[block] + link.offset, *to;
    uint32_t number = scene_word(where);

    if (!in_heap(where, sizeof(void *)))
        return BLOCKS;
    if (link.pointer)
        memcpy(&to, where, sizeof to);
    else
        to = (char *)mem_heap_lo() + number * link.unit;
    for (size_t i = 0; i < BLOCKS; i++)
        if (!s->live[i] && to >= s->p[i] - NEAR && to < s->p[i] + NEAR)
            return i;
    return BLOCKS;
}

/* Do enough free blocks have such a link to another one? */
static bool is_link(const struct scene *s, struct link link)
{
    size_t leading = 0;

    for (size_t i = 0; i < BLOCKS; i++)
        if (!s->live[i]) {
            size_t to = scene_follow(s, link, i);
            leading += to != BLOCKS && to != i;
        }
    return leading >= 3;
}

size_t scene_links(const struct scene *s, struct link *links, size_t most)
{
    static const size_t units[] = {0, 1, 4, 8, 16};
    size_t count = 0;

    for (int offset = -32; offset < MOST_INSIDE && count < most; offset += WORD)
        for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
            struct link link = {offset, units[i] == 0, units[i] ? units[i] : 1};
            if (offset != -(int)s->header && is_link(s, link)) {
                links[count++] = link;
                break;
            }
        }
    return count;
}

bool scene_learn(struct scene *s, const struct host *host)
{
    struct link link;

    *s = (struct scene){.host = host};
    for (s->shrunk = 1; s->shrunk <= SMALL; s->shrunk *= SMALL) {
        if (!scene_build(s))
            return false;
        s->header = find_size(s, s->p, false);
        s->footer = find_footer(s);
        if (s->header || s->footer || scene_links(s, &link, 1) > 0)
            return true;
    }
    s->shrunk = 1;
    return true;
}
