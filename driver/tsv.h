#ifndef TSV_H
#define TSV_H

#include "result.h"

/*
 * tsv.h - The results for programs: a row for each, the first line the columns' names.
 */

/* Replaces the file in one step. */
void tsv_write(const char *path, const struct result *results, size_t count);

#endif
