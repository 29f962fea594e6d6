/*
 * garbage.c - What collectors have left.
 */

#include "report/garbage.h"

#include <stdio.h>

static void add(struct garbage *sum, const struct garbage *g)
{
    sum->calls += g->calls;
    sum->floating += g->floating;
    sum->in_use += g->in_use;
}

static void print_part(const struct garbage *g)
{
    printf("%.1f %% of the bytes in use (%.0f)", 100 * g->floating / g->in_use,
           g->floating);
}

static void print(const char *name, const struct garbage *exact,
                  const struct garbage *apparent)
{
    printf("%s: floating garbage after %zu calls of mm_collect: ", name,
           exact->calls + apparent->calls);
    if (exact->in_use > 0)
        print_part(exact);
    if (exact->in_use > 0 && apparent->in_use > 0)
        printf("; ");
    if (apparent->in_use > 0)
        print_part(apparent);
    if (apparent->in_use > 0)
        printf(" where integers look like addresses");
    puts(exact->in_use + apparent->in_use > 0 ? "" : "not known without mm_walk");
}

void garbage_print(const struct score *scores, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct garbage exact = {0, 0, 0}, apparent = {0, 0, 0};
        for (size_t j = 0; j < scores[i].count + scores[i].required; j++) {
            add(&exact, &scores[i].results[j].exact);
            add(&apparent, &scores[i].results[j].apparent);
        }
        if (exact.calls + apparent.calls > 0)
            print(scores[i].allocator, &exact, &apparent);
    }
}
