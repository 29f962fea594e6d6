/*
 * marks.c - How well a heap checker did, as people read it.
 */

#include "report/marks.h"

#include "base/lab.h"
#include "base/progress.h"

#include <stdio.h>
#include <stdlib.h>

/* A line for the kind, and for each damage that went unnoticed what it was and how to
 * see it alone. Was there one? */
static bool print_kind(const struct allocator *a, const struct noticed *n)
{
    if (n->made == 0)
        printf("  %-28s %7s %8s   not tried: none does harm in this heap\n", n->kind, "-",
               "-");
    else
        printf("  %-28s %7zu %8zu\n", n->kind, n->made, n->noticed);
    for (size_t i = 0; i < n->missed_count; i++)
        printf("      %s: %s\n      repeat: %s --grade-checker=%s:%zu -a %s\n",
               n->missed[i].what, n->missed[i].how, lab_driver(), n->key,
               n->missed[i].number, a->spec);
    return n->missed_count > 0;
}

bool marks_print(const struct allocator *a, enum grading grading,
                 const struct noticed *noticed, size_t kinds, size_t requests)
{
    size_t made = 0, missed = 0;

    progress_clear();
    if (grading == CRIED || grading == NO_CHECKER) {
        printf("%s: noticed 0 kinds of damage: %s\n", a->name,
               grading == CRIED ? "mm_checkheap returned false on a sound heap, so its "
                                  "false means nothing"
                                : "there is no mm_checkheap");
        return false;
    }
    if (kinds > 0)
        printf("%-30s %7s %8s\n", a->name, "damages", "noticed");
    for (size_t i = 0; i < kinds; i++) {
        made += noticed[i].made > 0;
        missed += print_kind(a, &noticed[i]);
    }
    printf("%s: noticed %zu of %zu kinds of damage; ", a->name, made - missed, made);
    if (grading == NOT_VALID)
        puts("the allocator itself is not valid");
    else
        printf("mm_checkheap returned true on a sound heap, after each of %zu requests\n",
               requests);
    return missed == 0 && grading == CONTENT;
}

static int by_offset(const void *a, const void *b)
{
    const struct block_place *p = a, *q = b;
    return (p->offset > q->offset) - (p->offset < q->offset);
}

void marks_print_damage(const struct allocator *a, const char *damage, const char *what,
                        struct block_place *places, size_t count)
{
    progress_clear();
    printf("%s: before the damage the heap has these payloads\n", a->name);
    qsort(places, count, sizeof *places, by_offset);
    for (size_t i = 0; i < count; i++)
        printf("    0x%06zx %8zu bytes, %s\n", places[i].offset, places[i].n,
               places[i].in_use ? "in use" : "freed");
    printf("%s: %s: %s\n", a->name, damage, what);
    fflush(stdout);
}

bool marks_print_answer(const struct allocator *a, bool cried, const char *missed)
{
    if (cried)
        printf("%s: mm_checkheap returned false before the damage, so its false means "
               "nothing\n",
               a->name);
    else if (missed)
        printf("%s: %s: the damage went unnoticed\n", a->name, missed);
    else
        printf("%s: mm_checkheap returned false: the damage was noticed\n", a->name);
    return !cried && !missed;
}
