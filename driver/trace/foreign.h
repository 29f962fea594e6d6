#ifndef FOREIGN_H
#define FOREIGN_H

#include <stddef.h>

/*
 * foreign.h - What other tools write is known, and who can convert it.
 */

/* A sentence on the format that this text is in, if it is one of those; or NULL. */
const char *foreign_format(const char *text, size_t length);

#endif
