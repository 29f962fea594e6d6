#ifndef FINDING_H
#define FINDING_H

#include "judge/links.h"
#include "judge/parts.h"
#include "judge/rules.h"

/*
 * finding.h - What is wrong with an allocator's blocks, and who wrote the words of it.
 */

/* After a request: the blocks as they are, and as they were before it. */
struct sight {
    struct blocks now, before;
    struct meanings meanings;
    size_t request;
};

/* Besides the rules: the walk over the blocks does not come to the break; a word leads to
 * where no block begins, or to one that is in use; a block within one that ends with it;
 * one among buddies that is none; a payload that mm_realloc has copied, and returned the
 * old one; one with which two lists begin. */
enum { NO_WAY = RULES, STRAY, PARTS, BUDDY, GIVEN, TWICE, NOTHING };

struct told {
    const char *name;
    struct access word; /* its last store, or a load of it */
    const char *p;
};

/* Who wrote a word is noted at once: it may be forgotten later. */
struct finding {
    int what; /* a rule, or one of the above */
    struct block block;
    const char *payload; /* of it */
    bool grown; /* it has grown over a payload in use: no allocator defers that */
    struct stray stray;
    size_t request;
    char sentence[320];
    struct told told[6];
    size_t count;
};

/* Each leaves NOTHING where there is nothing to tell. */
void finding_of_way(struct finding *f, const struct checker *c, const struct sight *s);
void finding_of_rule(struct finding *f, const struct checker *c, const struct sight *s,
                     enum rule rule, size_t i);

void finding_of_parts(struct finding *f, const struct overlap *o, size_t request);

void finding_of_copy(struct finding *f, const struct checker *c,
                     const struct access *copy, size_t request);

/* What is to be told of it: an access, by this name, to the word there; the last store of
 * a header there; the loads of headers by the request, the latest of each place in the
 * code. */
void finding_add(struct finding *f, const char *name, const struct access *a,
                 const char *p);
void finding_tell(struct finding *f, const struct checker *c, const struct sight *s,
                  const char *name, const char *word);
void finding_add_looks(struct finding *f, const struct checker *c, const struct sight *s);

/* It is as old as the newest of its words, and as the payload of its block, if there is
 * one; and may be seen later than that: what was told until then came first. */
void finding_date(struct finding *f, const struct checker *c, const char *payload);

/* Adds it to the verdict's detail: the moment, the introduction, the sentence. */
void finding_explain(struct checker *c, const char *introduction,
                     const struct finding *f);

#endif
