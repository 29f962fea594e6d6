/*
 * given.c - A payload that mm_realloc has freed, and returned all the same.
 *
 *     | header | payload ...
 *         '--------'---- written last in mm_free, called in mm_realloc
 */

#include "judge/given.h"

#include "judge/taken.h"
#include "judge/telling.h"
#include "judge/trail.h"

#include <string.h>

enum { WORD = 4, HEADER = 16, FIELDS = 16 };

/* Was it in mm_free, which was called in mm_realloc? */
static bool is_by_free(const struct checker *c, const struct access *store)
{
    bool freed = false;

    for (int i = 0; i < CALLERS; i++) {
        if (freed && trail_is_in_function(c, store->callers[i], "mm_realloc"))
            return true;
        freed = freed || trail_is_in_function(c, store->callers[i], "mm_free");
    }
    return false;
}

/* The last store there in that request or before, if it was in that request. */
static const struct access *store_of(const struct checker *c, const char *word,
                                     size_t request)
{
    const struct access *a = c->host->last(STORED, word, WORD, NULL);

    while (a && a->request > request && a->request < c->trace->count)
        a = c->host->last(STORED, word, WORD, a);
    return a && a->request == request && a->deed == STORED ? a : NULL;
}

bool given_explain(struct checker *c, const char *payload, size_t request)
{
    if (!c->host->last || !c->host->function || !taken_has_grown(c, payload, request) ||
        c->returned[request] != payload)
        return false;
    size_t n = c->trace->requests[request].n, most = n < FIELDS ? n : FIELDS;
    for (const char *word = payload - HEADER; word < payload + most; word += WORD) {
        const struct access *store = store_of(c, word, request);
        if (!store || !is_by_free(c, store))
            continue;
        checker_explain(c,
                        "mm_realloc has returned the payload that it was given, though "
                        "it has freed it");
        telling_word(c, "mm_free wrote there: the word", store, store->p);
        c->decided = true;
        return true;
    }
    return false;
}

const struct access *given_copy(const struct checker *c, size_t request)
{
    enum { LEAST = 16, COMPARED = 32 };
    const struct access *store = NULL;
    const char *payload = c->returned[request];
    size_t n = c->sizes[c->trace->requests[request].id];

    if (!taken_has_grown(c, payload, request))
        return NULL;
    while ((store = c->host->last(STORED, NULL, 0, store)) && store->request == request) {
        size_t compared = store->n < n ? store->n : n;
        if (store->deed == STORED && compared >= LEAST &&
            (store->p + store->n <= payload || store->p >= payload + n) &&
            trail_is_in_heap((uintptr_t)store->p) &&
            memcmp(store->p, payload, compared < COMPARED ? compared : COMPARED) == 0)
            return store;
    }
    return NULL;
}
