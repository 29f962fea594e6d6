/*
 * damage.c - Unsound heaps, without knowledge of the format.
 *
 * Most damages put a word where another belongs: the header of a larger block, of a
 * free block. So the words are such as the allocator itself would write. Which those
 * are is seen in heaps where the same blocks were freed in another order.
 */

#include "debug/damage.h"

#include "memlib.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct damage_kind damage_kinds[DAMAGES] = {
    {"size", "a wrong size in a header"}, {"bit", "a wrong allocated bit"},
    {"footer", "a wrong footer"},         {"link", "a wrong link in a free list"},
    {"lost", "a free block in no list"},  {"neighbours", "two free neighbours"},
    {"cycle", "a cycle in a free list"}};

enum { WORD = sizeof(uint32_t), ROUND = 48 };

static size_t offset(const char *where)
{
    return (size_t)(where - (char *)mem_heap_lo());
}

static void change(struct damaged *d, const char *what, char *where, uint32_t word)
{
    uint32_t before = scene_word(where);

    if (before == word)
        return;
    snprintf(d->what, sizeof d->what,
             "%s, 0x%zx bytes into the heap, was changed from 0x%x to 0x%x", what,
             offset(where), before, word);
    scene_set_word(where, word);
}

static char *header(const struct scene *s, size_t block)
{
    return s->p[block] - s->header;
}

static const char *header_name(const struct scene *s, size_t block)
{
    return s->live[block] ? "the header of a block in use" : "the header of a free block";
}

static char *footer(const struct scene *s, size_t block)
{
    return s->p[scene_after(s, block)] - s->footer;
}

/* Frees every target from one number to another. */
static void free_targets(struct scene *s, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        scene_free(s, scene_target(i));
}

/* A scene in which these blocks are freed, in this order; BLOCKS: none. */
static void build_with(struct scene *s, size_t first, size_t second)
{
    scene_build(s);
    if (first != BLOCKS)
        scene_free(s, first);
    if (second != BLOCKS)
        scene_free(s, second);
}

static struct snapshot look_at(struct scene *s, size_t first, size_t second)
{
    build_with(s, first, second);
    return scene_snapshot();
}

/* The header's word of a block that is free, all others being in use. */
static uint32_t header_when_free(struct scene *s, size_t block)
{
    build_with(s, block, BLOCKS);
    return scene_word(header(s, block));
}

/* Has the header a mark, beside the size, that says whether the block is free? */
static bool is_marked(struct scene *s, size_t block)
{
    enum { MARKS = 15 };

    scene_build(s);
    uint32_t changed = scene_word(header(s, block)) ^ header_when_free(s, block);
    return s->header && changed && (changed <= MARKS || (changed & (changed - 1)) == 0);
}

bool damage_is_of_free_block(const struct damaged *d)
{
    return d->variant >= 2;
}

/* A larger and a smaller size in the headers of blocks in use, and of free ones. */
static void wrong_size(struct damaged *d)
{
    static const size_t pairs[][2] = {{5, 6}, {5, 4}, {9, 10}, {9, 8}};
    struct scene *s = &d->scene;

    if (!s->header || d->variant >= 4)
        return;
    size_t block = scene_target(pairs[d->variant][0]),
           other = scene_target(pairs[d->variant][1]);
    damage_sound(d);
    change(d, header_name(s, block), header(s, block), scene_word(header(s, other)));
}

static size_t block_of_bit(const struct damaged *d)
{
    return scene_target(d->variant % 2 ? 2 : 5);
}

/* Blocks in use that are marked free, and free ones that are marked in use. */
static void wrong_bit(struct damaged *d)
{
    struct scene *s = &d->scene;
    size_t block = block_of_bit(d);

    if (d->variant >= 4 || !is_marked(s, block))
        return;
    uint32_t marked_free = header_when_free(s, block);
    scene_build(s);
    uint32_t in_use = scene_word(header(s, block));
    damage_sound(d);
    change(d, header_name(s, block), header(s, block),
           s->live[block] ? marked_free : in_use);
}

/* The footer of a larger free block, and of a smaller one. */
static void wrong_footer(struct damaged *d)
{
    static const size_t pairs[][2] = {{9, 10}, {9, 8}, {10, 8}, {8, 10}};
    struct scene *s = &d->scene;

    if (!s->footer || d->variant >= 4)
        return;
    damage_sound(d);
    change(d, "the footer of a free block", footer(s, scene_target(pairs[d->variant][0])),
           scene_word(footer(s, scene_target(pairs[d->variant][1]))));
}

enum { LINKS = 4 };

/* Writes the link so that it leads where the other one's does, plus so many bytes. */
static void redirect(struct damaged *d, struct link link, size_t block, size_t as,
                     size_t bytes)
{
    struct scene *s = &d->scene;
    char *where = s->p[block] + link.offset, *from = s->p[as] + link.offset;
    uint32_t word = scene_word(from) + (uint32_t)(bytes / link.unit);

    if (link.pointer && as != block)
        scene_set_word(where + WORD, scene_word(from + WORD));
    change(d, "a link of a free block", where, word);
}

/* Links that lead beside a block, and links that lead nowhere. */
static void wrong_link(struct damaged *d)
{
    struct link links[LINKS];
    struct scene *s = &d->scene;

    damage_sound(d);
    size_t count = scene_links(s, links, LINKS), which = d->variant / 2;

    for (size_t i = 0; i < TARGETS && which < count; i++) {
        size_t block = scene_target(i + 5), to = scene_follow(s, links[which], block);
        if (to == BLOCKS || to == block)
            continue;
        if (d->variant % 2 == 0)
            redirect(d, links[which], block, block, 16);
        else {
            if (links[which].pointer)
                scene_set_word(s->p[block] + links[which].offset + WORD, 0);
            change(d, "a link of a free block", s->p[block] + links[which].offset, 0);
        }
        return;
    }
}

/* Copies words in which two snapshots differ from the second into the heap. */
static void copy_differences(const struct snapshot *from, const struct snapshot *to,
                             char *start, char *end)
{
    for (char *at = start; at + WORD <= end; at += WORD) {
        uint32_t word = snapshot_word(to, at);
        if (snapshot_word(from, at) != word)
            scene_set_word(at, scene_word(at) ^ snapshot_word(from, at) ^ word);
    }
}

static size_t lost(const struct damaged *d)
{
    return scene_target(d->variant + 1);
}

/* All that freeing writes into a block and around it, but nothing elsewhere. */
static void lost_block(struct damaged *d)
{
    struct scene *s = &d->scene;
    size_t block = lost(d), after = scene_after(s, block);

    if (d->variant >= 3 || after == BLOCKS || !is_marked(s, block))
        return;
    struct snapshot is_free = look_at(s, block, BLOCKS),
                    in_use = look_at(s, BLOCKS, BLOCKS);
    copy_differences(&in_use, &is_free, header(s, block), s->p[after]);
    s->live[block] = false;
    snprintf(
        d->what, sizeof d->what,
        "the block whose payload begins 0x%zx bytes into the heap was marked as free, "
        "and put into no list",
        offset(s->p[block]));
    free(in_use.bytes);
    free(is_free.bytes);
}

/* Three blocks side by side; false if there are none. */
static bool row_of(const struct damaged *d, size_t row[3])
{
    row[0] = scene_target(3 * d->variant + 1);
    for (int i = 0; i < 2; i++) {
        row[i + 1] = scene_after(&d->scene, row[i]);
        if (row[i + 1] == BLOCKS)
            return false;
    }
    return true;
}

/* Two free blocks with one in use between them: the first is told to reach to the other,
 * with words from a heap where the first two are free and one block. */
static void adjacent(struct damaged *d)
{
    struct scene *s = &d->scene;
    size_t row[3];

    if (d->variant >= 3 || !row_of(d, row) || !is_marked(s, row[0]))
        return;
    uint32_t alone = header_when_free(s, row[0]);
    struct snapshot in_use = look_at(s, BLOCKS, BLOCKS),
                    joined = look_at(s, row[1], row[0]);
    uint32_t both = snapshot_word(&joined, header(s, row[0]));
    damage_sound(d);
    if (both != alone) {
        copy_differences(&in_use, &joined, s->p[row[2]] - ROUND, s->p[row[2]]);
        scene_set_word(header(s, row[0]), both);
        snprintf(d->what, sizeof d->what,
                 "the free block whose payload begins 0x%zx bytes into the heap was "
                 "enlarged up to the next free block",
                 offset(s->p[row[0]]));
    }
    free(in_use.bytes);
    free(joined.bytes);
}

/* A link that leads to its own block, or to the one before. */
static void cycle(struct damaged *d)
{
    struct link links[LINKS];
    struct scene *s = &d->scene;

    damage_sound(d);
    size_t count = scene_links(s, links, LINKS), which = d->variant / 2;

    for (size_t i = 0; i < TARGETS && which < count; i++) {
        size_t first = scene_target(i), second = scene_follow(s, links[which], first);
        size_t third = second < BLOCKS ? scene_follow(s, links[which], second) : BLOCKS;
        bool longer = d->variant % 2;
        if (second == BLOCKS || second == first ||
            (longer && (third == BLOCKS || third == second || third == first)))
            continue;
        redirect(d, links[which], longer ? third : second, first, 0);
        return;
    }
}

void damage_sound(struct damaged *d)
{
    struct scene *s = &d->scene;
    size_t row[3];

    scene_build(s);
    if (d->damage == WRONG_LINK || d->damage == CYCLE)
        free_targets(s, 0, TARGETS);
    else if (d->damage == WRONG_SIZE || d->damage == WRONG_FOOTER)
        free_targets(s, 8, 11);
    else if (d->damage == LOST_BLOCK)
        scene_free(s, lost(d));
    else if (d->damage == WRONG_BIT && d->variant / 2)
        scene_free(s, block_of_bit(d));
    else if (d->damage == ADJACENT && row_of(d, row)) {
        scene_free(s, row[0]);
        scene_free(s, row[2]);
    }
}

void damage_make(struct damaged *d)
{
    static void (*const make[DAMAGES])(struct damaged *) = {
        wrong_size, wrong_bit, wrong_footer, wrong_link, lost_block, adjacent, cycle};

    d->what[0] = '\0';
    scene_build(&d->scene);
    make[d->damage](d);
}
