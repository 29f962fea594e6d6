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

#include <string.h>

/* WORD: the smallest that a link or a size stands in. BITS of a size may hold something
 * else. */
enum { WORD = 4, HEADER = 16, BITS = 15 };

static bool is_new(const struct checker *c, const struct access *store)
{
    return store && store->deed == STORED &&
           store->request == c->verdict->progress.request;
}

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

static uintptr_t size_in(const struct access *a)
{
    return (uintptr_t)a->value & ~(uintptr_t)BITS;
}

static const char *end_of(const struct access *header)
{
    return header->p + size_in(header);
}

/* Has that word held the same size as the other, when the request began or since, until
 * this store? */
static bool has_held(const struct checker *c, const struct access *store,
                     const struct access *other)
{
    const struct access *a = store;
    bool is_new = true;

    while (is_new && (a = c->host->last(STORED, store->p, store->n, a)) &&
           a->deed == STORED) {
        if (a->p == store->p && a->n == other->n && size_in(a) == size_in(other))
            return true;
        is_new = a->request == store->request;
    }
    return false;
}

/* Has the size that led to this one led astray? Behind the block from which it was cut,
 * and past the break; or back, as a footer, to a block that had another size. */
static bool is_astray(const struct checker *c, const struct access *way,
                      const struct access *whole, const struct access *store)
{
    if (!way || way->p == store->p || !trail_is_size(way))
        return false;
    return way->p < store->p ? way == whole && end_of(store) > heap_end()
                             : !has_held(c, store, way);
}

/* What the request that wrote this header has written where that block ends, or NULL. */
static const struct access *rest_of(const struct checker *c, const struct access *part)
{
    const struct access *a = NULL;

    while ((a = c->host->last(STORED, end_of(part), WORD, a)) &&
           a->request != part->request && a->stores > part->stores)
        continue;
    return a && a->deed == STORED && a->request == part->request ? a : NULL;
}

/* A block was split, and its parts do not end where it ended? The part is in place, or
 * behind. */
static bool is_split_wrong(const struct checker *c, const struct access *whole,
                           const struct access *part)
{
    const struct access *rest = rest_of(c, part);

    if (whole->p != part->p)
        return whole->p < part->p && part->p < end_of(whole) &&
               end_of(part) < end_of(whole);
    return part->request != c->verdict->progress.request &&
           (!rest || end_of(rest) < end_of(whole));
}

void writer_explain_size(struct checker *c, const struct access *store)
{
    const struct access *way = trail_load(c, (uintptr_t)store->p, store);
    const struct access *older = trail_store(c, way);
    const struct access *load = trail_larger(c, store);
    const struct access *whole = trail_store(c, load);

    if (c->decided || !trail_is_size(store) || explain_garbage(c, store))
        return;
    if (is_astray(c, older, whole, store)) {
        telling_word(c, "when that was written, the word that led there", older, way->p);
        checker_explain(c, "it was read%s", telling_place(c, way).text);
    } else if (whole && whole->deed == STORED && is_split_wrong(c, whole, store))
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

/* A link whose bytes were written there, where since then nothing but lower bits were
 * changed: it was written over that word. NULL if there is none. */
static const struct access *link_over(const struct checker *c, const struct access *word)
{
    const struct access *a = word;
    uint64_t value = 0;

    if (word->n >= sizeof(void *))
        return NULL;
    while ((a = c->host->last(STORED, word->p, 1, a)) && a->deed == STORED &&
           a->p == word->p && a->n == word->n &&
           (a->value | BITS) == (word->value | BITS))
        continue;
    if (!a || a->deed != STORED || !trail_is_address(a) ||
        a->p + a->n < word->p + word->n)
        return NULL;
    memcpy(&value, (const char *)&a->value + (word->p - a->p), word->n);
    return (value | BITS) == (word->value | BITS) ? a : NULL;
}

/* What this request has written to the word before a payload that is in use, and none of
 * its own, if that has changed the size. */
static const struct access *resized(const struct checker *c, const struct access *word,
                                    const char *payload)
{
    size_t i = c->verdict->progress.request;
    uint32_t id = checker_owner(c, payload);
    const struct access *last = c->host->last(STORED, word->p, word->n, NULL);

    return i < c->trace->count && id < c->trace->ids && id != c->trace->requests[i].id &&
                   word->request != i && is_new(c, last) && last->p == word->p &&
                   last->n == word->n && trail_is_size(word) && trail_is_size(last) &&
                   size_in(last) != size_in(word)
               ? last
               : NULL;
}

/* The word before a payload. Returns the store that was told of. */
static const struct access *explain_word(struct checker *c, const char *name,
                                         const struct access *word, const char *payload)
{
    const struct access *over = link_over(c, word), *last = resized(c, word, payload);

    if (over)
        checker_explain(c,
                        "%s, 0x%zx bytes into the heap, was written over with a part of "
                        "the word at 0x%zx: a link to 0x%zx, written %s%s",
                        name, offset(word->p), offset(over->p),
                        (size_t)(over->value - (uintptr_t)mem_heap_lo()),
                        telling_moment(c, over->request).text,
                        telling_place(c, over).text);
    else
        telling_word(c, name, last ? last : word, word->p);
    if (!over && last)
        telling_before(c, last);
    return over ? over : word;
}

void writer_explain_header(struct checker *c, const char *name, const void *payload)
{
    const struct access *words[2], *told = NULL;
    int count = c->decided ? 0 : words_before(c, payload, words);

    for (int i = 0; i < count; i++)
        if (words[i] != told)
            told = explain_word(c, i == 0 ? name : "and the word before that", words[i],
                                payload);
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

/* Has this request cleared a part of its new payload, up to there? Says how much. */
static bool is_short(struct checker *c, const char *payload, size_t at)
{
    size_t i = c->verdict->progress.request;
    const struct access *a = NULL;

    if (i >= c->trace->count || c->trace->requests[i].op != CALLOC || at == 0)
        return false;
    while ((a = c->host->last(STORED, payload, 1, a)) && is_new(c, a))
        if (a->deed == STORED && a->p == payload && a->n > sizeof a->value &&
            a->n <= at) {
            checker_explain(c,
                            "this request has written %zu bytes at once from byte 0 on, "
                            "not that one%s",
                            a->n, telling_place(c, a).text);
            return true;
        }
    return false;
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
    if (is_short(c, payload, at))
        return;
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
