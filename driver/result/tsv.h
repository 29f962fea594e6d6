#ifndef TSV_H
#define TSV_H

#include "result/score.h"

/*
 * tsv.h - The results for programs: a row for each, the first line the columns' names.
 */

/* The scores' results, replacing the file in one step. */
void tsv_write(const char *path, const struct score *scores, size_t count);

/* Every result as failed: what there is until the run is complete, so that a run that
 * is killed never leaves an older score. Allocators and traces as the user gave them. */
void tsv_write_unfinished(const char *path, char *const *allocators,
                          size_t allocator_count, char *const *traces,
                          size_t trace_count);

/* What was written earlier. Ends the run if the file is not of this kind. */
struct result *tsv_read(const char *path, size_t *count);

#endif
