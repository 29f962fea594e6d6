/*
 * writer.c - Who wrote a word of a watched heap last.
 *
 * A header or a link is mostly wrong long before anything is seen of it. So wherever a
 * failure follows from a word of the heap, what is said of it is what is known: what it
 * holds, which line has written that, and in which request.
 */

#include "judge/writer.h"

#include "judge/linkform.h"
#include "judge/misplaced.h"
#include "judge/offset.h"
#include "judge/removal.h"
#include "judge/taken.h"
#include "judge/telling.h"
#include "judge/trail.h"
#include "memlib.h"

/* WORD: the smallest that a link or a size stands in. */
enum { WORD = 4, HEADER = 16 };

const struct access *writer_earlier(const struct checker *c, const char *word)
{
    const struct access *last = c->host->last(STORED, word, WORD, NULL), *a = last;

    while (a && a->request == c->verdict->progress.request)
        a = c->host->last(STORED, word, WORD, a);
    return a ? a : last;
}

const struct access *writer_before(const struct checker *c, const char *end, size_t most)
{
    const char *lo = mem_heap_lo();

    for (const char *word = end - WORD; word >= end - most && word >= lo; word -= WORD) {
        const struct access *a = writer_earlier(c, word);
        if (a && a->deed == STORED)
            return a;
    }
    return NULL;
}

/* The word from which a size that no block can have was computed. False if it is none. */
static bool explain_garbage(struct checker *c, const struct access *store)
{
    const struct access *load = trail_garbage(c, store);
    const struct access *source = trail_store(c, load);

    if (source)
        telling_word(c, "that was computed from the word", source, load->p);
    return source != NULL;
}

void writer_explain_size(struct checker *c, const struct access *store)
{
    const struct access *way = trail_load(c, (uintptr_t)store->p, store);
    const struct access *older = trail_store(c, way);
    const struct access *load = trail_larger(c, store);
    const struct access *whole = trail_store(c, load);

    if (!trail_is_size(store) || explain_garbage(c, store))
        return;
    if (older && older->p != store->p) {
        telling_word(c, "when that was written, the word that led there", older, way->p);
        checker_explain(c, "it was read%s", telling_place(c, way).text);
    }
    if (whole && whole->deed == STORED && whole != older)
        telling_word(c, "a larger size was read before that: the word", whole, load->p);
}

/* The words before a payload, the nearer one first, and how many. */
static int words_before(const struct checker *c, const char *payload,
                        const struct access *words[2])
{
    if (!c->host->last || !trail_is_in_heap((uintptr_t)payload))
        return 0;
    words[0] = writer_before(c, payload, HEADER);
    if (!words[0])
        return 0;
    if (words[0]->n > sizeof words[0]->value || words[0]->p <= payload - HEADER)
        return 1;
    words[1] = writer_before(c, words[0]->p, (size_t)(words[0]->p - (payload - HEADER)));
    return words[1] ? 2 : 1;
}

void writer_explain_header(struct checker *c, const char *name, const void *payload)
{
    const struct access *words[2];
    int count = c->decided ? 0 : words_before(c, payload, words);

    for (int i = 0; i < count; i++)
        telling_word(c, i == 0 ? name : "and the word before that", words[i],
                     words[i]->p);
}

void writer_explain_former(struct checker *c, const char *where, const char *byte)
{
    const struct access *a =
        c->host->last && !c->decided ? c->host->last(STORED, byte, 1, NULL) : NULL;

    while (a && (a->deed == RELEASED || a->request == c->verdict->progress.request))
        a = c->host->last(STORED, byte, 1, a);
    if (a && a->n <= sizeof a->value)
        checker_explain(c, "the allocator itself wrote %s last %s%s", where,
                        telling_moment(c, a->request).text, telling_place(c, a).text);
}

void writer_explain_block(struct checker *c, const char *name, const void *payload)
{
    const struct access *words[2];
    int count = words_before(c, payload, words), size = 0;

    writer_explain_header(c, name, payload);
    while (size < count && !trail_is_size(words[size]))
        size++;
    if (size < count)
        writer_explain_size(c, words[size]);
    writer_explain_former(c, "to its first byte", payload);
}

static bool is_new(const struct checker *c, const struct access *store)
{
    return store && store->deed == STORED &&
           store->request == c->verdict->progress.request;
}

/* If it is a link, and older than the payload that has come where it leads to: how the
 * block there was taken out of a list. */
static void explain_old_link(struct checker *c, const struct access *link)
{
    const char *block = linkform_to(c->links, link);
    size_t taken = trail_is_link(c, link) ? taken_by(c, block) : NO_REQUEST;

    if (taken == NO_REQUEST ||
        (link->request >= taken && link->request < c->trace->count))
        return;
    checker_explain(c, "that link is older than the payload that has come there %s",
                    telling_moment(c, taken).text);
    removal_explain(c, block, taken, link);
}

/* What harmed the byte: the store, and the word that led it there. */
static void explain_harm(struct checker *c, const char *name, const struct access *store,
                         const char *byte)
{
    telling_word(c, name, store, byte);
    if (store->n > sizeof store->value)
        return;
    const struct access *way = trail_load(c, (uintptr_t)store->p, store);
    const struct access *older = trail_store(c, way);
    if (!older || older->p == store->p)
        return;
    telling_word(c, "the word that led there", older, way->p);
    explain_old_link(c, older);
    const struct access *former = c->host->last(STORED, way->p, 1, older);
    if (former && is_new(c, older) && trail_is_size(older) && former->deed == STORED)
        telling_word(c, "before that was written, that word", former, way->p);
}

void writer_explain_lost(struct checker *c, const char *payload, const char *old,
                         size_t at)
{
    if (!c->host->last)
        return;
    const struct access *store = c->host->last(STORED, payload + at, 1, NULL);
    const struct access *source =
        is_new(c, store) && store->n > sizeof store->value && old
            ? c->host->last(STORED, old + at, 1, store)
            : NULL;
    if (old != payload && is_new(c, source)) {
        explain_harm(c, "it was lost before it was copied: the word", source, old + at);
        return;
    }
    const struct access *header =
        source && old != payload ? c->host->last(STORED, old - 1, 1, store) : NULL;
    if (is_new(c, header))
        explain_harm(c, "the word before the old payload", header, old - 1);
    if (is_new(c, store)) {
        explain_harm(c, "the word with this byte", store, payload + at);
        return;
    }
    store = at > 0 ? c->host->last(STORED, payload, at, NULL) : NULL;
    if (is_new(c, store))
        checker_explain(c,
                        "this request has not written that byte; it has written %zu "
                        "bytes from byte %td on%s",
                        store->n, store->p - payload, telling_place(c, store).text);
    else
        checker_explain(c, "this request has not written that byte");
    store = c->host->last(STORED, payload - 1, 1, NULL);
    if (old != payload && is_new(c, store))
        telling_word(c, "the word before the new payload", store, payload - 1);
    if (old)
        writer_explain_header(c, "the word before the old payload", old);
}

/* The id whose payload began there, or at most a header later, when these bytes were
 * read, or the number of ids. */
static uint32_t payload_after(const struct checker *c, const struct access *a)
{
    uint32_t id = 0;

    while (id < c->trace->ids &&
           ((size_t)((char *)c->payloads[id] - a->p) - 1 >= HEADER ||
            c->born[id] > a->request || a->request >= c->trace->count))
        id++;
    return id;
}

/* The word with that byte, beside bytes that nobody had written when a read them: who
 * wrote it, or who lost a flag of it if it is a header. */
static void explain_beside(struct checker *c, const char *name, const char *byte,
                           const struct access *a, bool always)
{
    const struct access *store = c->host->last(STORED, byte, 1, a);

    if (!store || store->deed != STORED)
        return;
    const struct access *sized = trail_sized(c, store);
    bool lost = telling_has_lost(c, sized);
    if (lost || always)
        telling_header(c, name, lost ? sized : store, byte);
}

void writer_explain_unwritten(struct checker *c)
{
    const struct access *a =
        c->host->last ? c->host->last(UNWRITTEN, NULL, 0, NULL) : NULL;

    if (!a)
        return;
    checker_explain(c,
                    "%zu bytes that nobody had written, 0x%zx bytes into the heap, "
                    "were read %s%s",
                    a->n, offset(a->p), telling_moment(c, a->request).text,
                    telling_place(c, a).text);
    const struct access *growth = c->host->last(GROWN, a->p, a->n, NULL);
    if (growth)
        telling_word(c, "the first of them", growth, a->p);
    misplaced_explain(c, a->p);
    explain_beside(c, "the word before them", a->p - 1, a, true);
    explain_beside(c, "the word behind them", a->p + a->n, a, false);
    const struct access *edge = c->host->last(GROWN, NULL, 0, a);
    if (edge && a->p + a->n == edge->p + edge->n)
        checker_explain(c,
                        "they %s the last of the heap, where a header may have to "
                        "stand that ends it: an epilogue",
                        a->p + a->n == heap_end() ? "are" : "were");
    uint32_t id = payload_after(c, a);
    if (id < c->trace->ids)
        checker_explain(c, "they are just before id %u's payload, allocated %s", id,
                        telling_moment(c, c->born[id]).text);
}

void writer_explain_latest(struct checker *c)
{
    const struct access *load =
        c->host->last ? c->host->last(LOADED, mem_heap_lo(), mem_heapsize(), NULL) : NULL;

    if (load && load->request == c->verdict->progress.request &&
        writer_earlier(c, load->p) && !c->decided)
        telling_header(c, "the word that was read before", writer_earlier(c, load->p),
                       load->p);
}
