/*
 * classes.c - Heads of free lists that no block can ever get into.
 */

#include "judge/classes.h"

#include "base/error.h"
#include "judge/linkform.h"
#include "judge/offset.h"
#include "judge/telling.h"
#include "memlib.h"

#include <stdlib.h>

/* Words that may be heads: of global variables, and before the first block. FEW of them
 * that are not used may be something else; a list of fewer than MANY blocks, or of sizes
 * that are not SPREAD, is no matter. */
enum { HEADS = 1024, FEW = 6, MANY = 8, SPREAD = 8, STEP = 8 };

/* The blocks that have been seen in the list of one head; most is 0: none. */
struct class
{
    size_t least, most, longest;
    bool doubtful; /* another word led into the list, too */
};

struct classes {
    struct class globals[HEADS], heads[HEADS];
};

/* The heap at one look. */
struct lists {
    const struct blocks *now;
    bool *seen; /* of each block, in a list */
};

/* The free block to which that word leads, or the number of blocks. */
static size_t target(const struct lists *l, const char *word)
{
    const char *to = linkform_at(l->now->form, word);
    size_t i = layout_block(l->now->all, l->now->walk.count, to);
    return i < l->now->walk.count && !l->now->all[i].live &&
                   layout_begins(&l->now->layout, &l->now->all[i], to)
               ? i
               : l->now->walk.count;
}

/* The next block of the list, by either of its first two words, that was not seen. */
static size_t next_of(const struct lists *l, size_t i)
{
    const char *word = layout_payload(&l->now->layout, &l->now->all[i]);
    size_t width = l->now->form->width;

    for (int k = 0; k < 2; k++, word += width) {
        size_t next = word + width <= l->now->all[i].p + l->now->all[i].n
                          ? target(l, word)
                          : l->now->walk.count;
        if (next < l->now->walk.count && !l->seen[next])
            return next;
    }
    return l->now->walk.count;
}

/* Takes in the list that begins with that word. */
static void take_in(struct class *class, struct lists *l, const char *word)
{
    size_t i = target(l, word), length = 0;

    class->doubtful = class->doubtful || (i < l->now->walk.count && l->seen[i]);
    for (; i < l->now->walk.count && !l->seen[i]; i = next_of(l, i)) {
        size_t n = l->now->all[i].n;
        l->seen[i] = true;
        class->least = class->most == 0 || n < class->least ? n : class->least;
        class->most = n > class->most ? n : class->most;
        length++;
    }
    class->longest = length > class->longest ? length : class->longest;
}

/* Is nothing left for so many heads between these two, though the second's list is long
 * and mixed? */
static bool is_crowded(const struct class *low, const struct class *high, size_t between)
{
    return !low->doubtful && !high->doubtful && between >= FEW &&
           low->most < high->least && (high->least - low->most) / STEP <= between &&
           high->longest >= MANY && high->most >= SPREAD * high->least;
}

static void explain(struct checker *c, const char *words, const struct class *all,
                    size_t low, size_t high)
{
    const char *head = words + high * c->links->width;

    checker_explain(
        c,
        "the free list that begins at %s had blocks of %zu to %zu bytes when it was "
        "looked at, up to %zu of them, and the one at %s blocks of up to %zu: no size "
        "is left for the lists of the %zu words between, where none began then",
        telling_spot(c, head).text, all[high].least, all[high].most, all[high].longest,
        telling_spot(c, words + low * c->links->width).text, all[low].most,
        high - low - 1);
    telling_stored(c, "its head", head);
}

/* Takes in what begins with these words, and says which of them are never used. */
static bool look_at(struct checker *c, struct class *all, struct lists *l,
                    const char *from, size_t bytes)
{
    size_t width = c->links->width;
    const char *words = from + -(uintptr_t)from % width;
    size_t low = HEADS;
    bool is_told = false;

    for (size_t i = 0; i < HEADS && words + (i + 1) * width <= from + bytes; i++) {
        take_in(&all[i], l, words + i * width);
        if (all[i].most == 0)
            continue;
        if (!is_told && low < HEADS && is_crowded(&all[low], &all[i], i - low - 1)) {
            explain(c, words, all, low, i);
            is_told = true;
        }
        low = i;
    }
    return is_told;
}

/* What was said last has seen the most. */
void classes_note(struct checker *c, size_t i, const struct blocks *now)
{
    struct waste *crowded = &c->verdict->wastes[CROWDED];
    size_t bytes = 0;
    const char *globals = c->host->globals ? c->host->globals(&bytes) : NULL;
    const char *lo = mem_heap_lo();

    if (!now->layout.known)
        return;
    if (!c->classes)
        c->classes = allocate(1, sizeof *c->classes);
    struct lists l = {now, allocate(now->walk.count + 1, sizeof *l.seen)};
    bool missed =
        look_at(c, c->classes->heads, &l, lo, (size_t)(now->layout.first - lo)) ||
        (globals && look_at(c, c->classes->globals, &l, globals, bytes));
    crowded->looked++;
    crowded->missed += missed;
    crowded->streak = missed ? crowded->streak + 1 : 0;
    if (missed)
        checker_set_aside(c, crowded, i);
    free(l.seen);
}
