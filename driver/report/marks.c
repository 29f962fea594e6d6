/*
 * marks.c - How well a heap checker did, as people read it.
 */

#include "report/marks.h"

#include "base/progress.h"

#include <stdio.h>

/* A line for the kind, and one for each damage that went unnoticed. Was there one? */
static bool print_kind(const struct noticed *n)
{
    if (n->made == 0)
        printf("  %-24s %7s %8s   none that matters in this heap\n", n->kind, "-", "-");
    else
        printf("  %-24s %7zu %8zu\n", n->kind, n->made, n->noticed);
    for (size_t i = 0; i < n->missed_count; i++)
        printf("      %s\n", n->missed[i]);
    return n->missed_count > 0;
}

bool marks_print(const char *allocator, enum grading grading,
                 const struct noticed *noticed, size_t kinds, size_t requests)
{
    size_t made = 0, missed = 0;

    progress_clear();
    if (grading == CRIED || grading == NO_CHECKER) {
        printf("%s: noticed 0 kinds of damage: %s\n", allocator,
               grading == CRIED
                   ? "a checker that is not content with a sound heap notices nothing"
                   : "there is no mm_checkheap");
        return false;
    }
    printf("%-26s %7s %8s\n", allocator, "damages", "noticed");
    for (size_t i = 0; i < kinds; i++) {
        made += noticed[i].made > 0;
        missed += print_kind(&noticed[i]);
    }
    printf("%s: noticed %zu of %zu kinds of damage; ", allocator, made - missed, made);
    if (grading == NOT_VALID)
        puts("the allocator itself is not valid");
    else
        printf("content with a sound heap after each of %zu requests\n", requests);
    return missed == 0 && grading == CONTENT;
}
