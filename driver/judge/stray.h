#ifndef STRAY_H
#define STRAY_H

#include "judge/finding.h"

/*
 * stray.h - A word that leads to where no block begins, or to one that is in use.
 */

void stray_find(struct finding *f, const struct checker *c, const struct sight *s,
                const struct stray *stray);

/* Who has read the word since; and that the link was left, or which other was changed,
 * when the block got another size or into use. */
void stray_explain(struct checker *c, const struct finding *f);

#endif
