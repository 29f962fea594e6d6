#ifndef TABLE_H
#define TABLE_H

#include "result/result.h"
#include "result/score.h"

/*
 * table.h - The tables of results that people read.
 */

/* A line for each trace of one allocator. */
void table_traces(const struct result *results, size_t count);

/* A line for each allocator; reference: what the speed is relative to. */
void table_scores(const struct score *scores, size_t count, const char *reference,
                  const struct formula *formula);

/* Those whose speed is known too badly, if any. */
void table_noise(const struct score *scores, size_t count);

#endif
