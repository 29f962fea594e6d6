#ifndef JSON_H
#define JSON_H

#include "result/score.h"

/*
 * json.h - The results as JSON, in the form that tests/schema/lab.json describes.
 *
 * tools/export.py makes it of the TSV, so it takes Python 3.
 */

/* The file, as that of a run that has failed: what there is until the run is complete.
 * Ends the run if Python or export.py is not there. */
void json_begin(const char *path);

/* The scores' results; or, where they are too noisy, that sentence. */
void json_write(const char *path, const struct score *scores, size_t count, bool noisy);

#endif
