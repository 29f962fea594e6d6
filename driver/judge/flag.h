#ifndef FLAG_H
#define FLAG_H

#include "judge/checker.h"

#include <stdbool.h>

/*
 * flag.h - A flag, in the header behind a block, that says whether that block is in use.
 */

/* The word at this address, the last of the block in which the payload of that id is in
 * use, is read like the footer of a free block: says since when the header behind it has
 * its flag. False if that header has not been read before. */
bool flag_explain(struct checker *c, uint32_t id, const char *address);

/* The same where the word that led to the address is not the payload's, but ends the
 * block of one in use. */
bool flag_explain_way(struct checker *c, const char *address);

/* A checker objects, and has read this word last: says so if a block ends there since
 * this request, which has not written the word. */
void flag_explain_left(struct checker *c, const char *word);

#endif
