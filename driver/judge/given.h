#ifndef GIVEN_H
#define GIVEN_H

#include "judge/checker.h"

#include <stdbool.h>

/*
 * given.h - A payload that mm_realloc has freed, and returned all the same.
 */

/* Says so, and returns true, if that request, a realloc, has left the payload where it
 * was, and the last that it wrote about there was by its own call of mm_free. */
bool given_explain(struct checker *c, const char *payload, size_t request);

/* That request, a realloc, has left the payload where it was: the copy that it has made
 * of it elsewhere, or NULL. */
const struct access *given_copy(const struct checker *c, size_t request);

#endif
