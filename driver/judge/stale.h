#ifndef STALE_H
#define STALE_H

#include "judge/checker.h"

/*
 * stale.h - Global variables that outlive mm_init.
 */

enum moment { BEFORE_INIT, AFTER_INIT };

/* In the first replay, and in the second. */
void stale_keep(struct checker *c, enum moment moment);
void stale_compare(struct checker *c, enum moment moment);

/* Adds to the verdict's detail which variables differ in the second. */
void stale_explain(struct checker *c);

#endif
