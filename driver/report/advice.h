#ifndef ADVICE_H
#define ADVICE_H

#include "result/score.h"

/*
 * advice.h - What could be better: the points that were lost, and what has changed.
 */

/* --explain: what utilization and speed gave, and which traces would gain most. */
void advice_explain(const struct formula *formula, const struct score *score);

/* --diff: what is better or worse than in the earlier results. */
void advice_compare(const struct score *score, const struct result *earlier, size_t count,
                    const char *path);

#endif
