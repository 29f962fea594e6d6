/*
 * writer.c - Who wrote a word of a watched heap last.
 *
 * A header or a link is mostly wrong long before anything is seen of it. So wherever a
 * failure follows from a word of the heap, what is said of it is what is known: what it
 * holds, which line has written that, and in which request.
 */

#include "judge/writer.h"

#include "judge/trail.h"
#include "memlib.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* WORD: the smallest that a link or a size stands in. */
enum { WORD = 4, HEADER = 16, FIRST_PAGE = 4096 };

/* A place in a sentence. */
struct words {
    char text[160];
};

static size_t offset(const void *p)
{
    return (size_t)((const char *)p - (const char *)mem_heap_lo());
}

/* Where in the heap, or which variable. */
static struct words spot(const struct checker *c, const char *word)
{
    struct words words;

    if (trail_is_in_heap((uintptr_t)word))
        snprintf(words.text, sizeof words.text, "0x%zx bytes into the heap",
                 offset(word));
    else
        snprintf(words.text, sizeof words.text, "the global variable " VERDICT_DATA,
                 c->host->code_offset(word));
    return words;
}

/* ", in place, mm.c:88, called in mm_malloc, mm.c:120", as addresses yet. */
static struct words place(const struct checker *c, const struct access *a)
{
    struct words words = {", "};

    for (int i = 0; i < CALLERS && a->callers[i]; i++) {
        size_t code = c->host->code_offset((const char *)a->callers[i] - 1),
               used = strlen(words.text);
        if (!code)
            break;
        snprintf(words.text + used, sizeof words.text - used, VERDICT_CODE, code);
    }
    return strlen(words.text) > 2 ? words : (struct words){""};
}

static struct words moment(const struct checker *c, size_t request)
{
    struct words words = {"in mm_init"};
    int length;

    if (request >= c->trace->count)
        return words;
    if (request == c->verdict->progress.request)
        return (struct words){"in this request"};
    const char *line = trace_line(c->trace, request, &length);
    snprintf(words.text, sizeof words.text, "at line %u (%.*s)", c->trace->lines[request],
             length, line);
    return words;
}

/* What it wrote, if that was no more than a word. */
static struct words value(const struct access *a)
{
    struct words words = {"was "};

    if (trail_is_link(a))
        snprintf(words.text, sizeof words.text,
                 "leads to 0x%zx: ", (size_t)(a->value - (uintptr_t)mem_heap_lo()));
    else if (a->n <= sizeof a->value)
        snprintf(words.text, sizeof words.text, "holds 0x%" PRIx64 ": ", a->value);
    return words;
}

static void tell(struct checker *c, const char *name, const struct access *a,
                 const char *byte)
{
    const char *word = a->n <= sizeof a->value ? a->p : byte;

    if (a->deed == RELEASED)
        checker_explain(c, "%s, %s, holds bytes of a payload that was freed or moved %s",
                        name, spot(c, word).text, moment(c, a->request).text);
    else
        checker_explain(c, "%s, %s, %swritten last %s%s", name, spot(c, word).text,
                        value(a).text, moment(c, a->request).text, place(c, a).text);
}

/* The last store there, of an earlier request if there was one. */
static const struct access *earlier(const struct checker *c, const char *word)
{
    const struct access *last = c->host->last(STORED, word, WORD, NULL), *a = last;

    while (a && a->request == c->verdict->progress.request)
        a = c->host->last(STORED, word, WORD, a);
    return a ? a : last;
}

/* The word of the heap before this one, at most so far, that the allocator has written,
 * and not this request last if another had. */
static const struct access *written_before(const struct checker *c, const char *end,
                                           size_t most)
{
    const char *lo = mem_heap_lo();

    for (const char *word = end - WORD; word >= end - most && word >= lo; word -= WORD) {
        const struct access *a = earlier(c, word);
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
        tell(c, "that was computed from the word", source, load->p);
    return source != NULL;
}

/* How a size came where it stands, if that is not plain: the word that led there, if an
 * earlier request has written it, and the size from which it was cut. */
static void explain_size(struct checker *c, const struct access *store)
{
    const struct access *way = trail_load(c, (uintptr_t)store->p, store);
    const struct access *older = trail_store(c, way);
    const struct access *load = trail_larger(c, store);
    const struct access *whole = trail_store(c, load);

    if (!trail_is_size(store) || explain_garbage(c, store))
        return;
    if (older && older->request != store->request && older->p != store->p)
        tell(c, "when that was written, the word that led there", older, way->p);
    if (whole && whole->deed == STORED && whole != older)
        tell(c, "a larger size was read before that: the word", whole, load->p);
}

/* The words before a payload, the nearer one first, and how many. */
static int words_before(const struct checker *c, const char *payload,
                        const struct access *words[2])
{
    if (!c->host->last || !trail_is_in_heap((uintptr_t)payload))
        return 0;
    words[0] = written_before(c, payload, HEADER);
    if (!words[0])
        return 0;
    if (words[0]->n > sizeof words[0]->value || words[0]->p <= payload - HEADER)
        return 1;
    words[1] = written_before(c, words[0]->p, (size_t)(words[0]->p - (payload - HEADER)));
    return words[1] ? 2 : 1;
}

void writer_explain_header(struct checker *c, const char *name, const void *payload)
{
    const struct access *words[2];
    int count = words_before(c, payload, words);

    for (int i = 0; i < count; i++)
        tell(c, i == 0 ? name : "and the word before that", words[i], words[i]->p);
}

void writer_explain_found(struct checker *c, uint32_t id)
{
    const struct access *load = trail_found(c, c->payloads[id], c->born[id]);
    const struct access *store = trail_store(c, load);

    if (store && store->request != c->born[id])
        tell(c, "its block was found by the word", store, load->p);
}

void writer_explain_former(struct checker *c, const char *where, const char *byte)
{
    const struct access *a = c->host->last ? c->host->last(STORED, byte, 1, NULL) : NULL;

    while (a && (a->deed == RELEASED || a->request == c->verdict->progress.request))
        a = c->host->last(STORED, byte, 1, a);
    if (a && a->n <= sizeof a->value)
        checker_explain(c, "the allocator itself wrote %s last %s%s", where,
                        moment(c, a->request).text, place(c, a).text);
}

void writer_explain_block(struct checker *c, const char *name, const void *payload)
{
    const struct access *words[2];
    int count = words_before(c, payload, words), size = 0;

    writer_explain_header(c, name, payload);
    while (size < count && !trail_is_size(words[size]))
        size++;
    if (size < count)
        explain_size(c, words[size]);
    writer_explain_former(c, "to its first byte", payload);
}

bool writer_knows_way(const struct checker *c, uintptr_t address)
{
    return trail_store(c, trail_load(c, address, NULL)) != NULL;
}

/* From which word a link was copied, and from which that one. */
static void explain_copy(struct checker *c, const struct access *store)
{
    enum { TIMES = 2 };

    for (int i = 0; store && i < TIMES; i++) {
        const struct access *load = trail_source(c, store);
        store = trail_store(c, load);
        if (store)
            tell(c, "that was copied from the word", store, load->p);
    }
}

/* Where nothing but the lower bits of a size was changed: who wrote the size. */
static void explain_bits(struct checker *c, const struct access *store, const char *byte)
{
    const struct access *sized = trail_sized(c, store);

    if (sized != store)
        tell(c, "before its lower bits were changed, that word", sized, byte);
}

/* A link was read where a size had been written before? */
static void explain_covered(struct checker *c, const struct access *store,
                            const char *byte)
{
    const struct access *before = store;

    while (before && (trail_is_link(before) || before->value == 0))
        before = c->host->last(STORED, byte, 1, before);
    if (trail_is_link(store) && before && before->deed == STORED)
        tell(c, "before a link was written over it, that word", before, byte);
}

/* The word that led to this load, if that has read what the allocator did not write. */
static void explain_foreign(struct checker *c, const struct access *load)
{
    const struct access *way = trail_load(c, (uintptr_t)load->p, load);
    const struct access *store = trail_store(c, way);
    const struct access *header = written_before(c, load->p, 2 * HEADER);

    if (store && store->deed == STORED) {
        tell(c, "the word that leads to that one", store, way->p);
        explain_bits(c, store, way->p);
    }
    if (header && header != store)
        tell(c, "the last word before it that is no payload's", header, header->p);
}

bool writer_explain_way(struct checker *c, uintptr_t address)
{
    const struct access *load = trail_load(c, address, NULL);
    const struct access *store = trail_store(c, load);
    const char *name =
        address < FIRST_PAGE ? "the null pointer read last" : "the word that leads there";

    if (!store)
        return false;
    tell(c, name, store, load->p);
    if (store->deed == RELEASED)
        explain_foreign(c, load);
    else if (trail_leads_as_link(load, address))
        explain_copy(c, store);
    else
        explain_covered(c, store, load->p);
    explain_bits(c, store, load->p);
    explain_size(c, store);
    return true;
}

/* Was it done before that request? In mm_init, too. */
static bool is_before(const struct checker *c, const struct access *a, size_t request)
{
    return a->request < request || a->request >= c->trace->count;
}

void writer_explain_stale(struct checker *c, uintptr_t address, uint32_t id)
{
    const struct access *load = trail_load(c, address, NULL);
    const struct access *store = trail_store(c, load);

    if (store && store->deed == STORED && trail_leads_as_link(load, address) &&
        is_before(c, store, c->born[id]))
        checker_explain(c,
                        "the word that leads there is an old link: id %u's payload has "
                        "come there since, %s",
                        id, moment(c, c->born[id]).text);
}

/* What harmed the byte: the store, and the word that led it there. */
static void explain_harm(struct checker *c, const char *name, const struct access *store,
                         const char *byte)
{
    tell(c, name, store, byte);
    if (store->n > sizeof store->value)
        return;
    const struct access *way = trail_load(c, (uintptr_t)store->p, store);
    const struct access *older = trail_store(c, way);
    if (older && older->p != store->p)
        tell(c, "the word that led there", older, way->p);
}

static bool is_new(const struct checker *c, const struct access *store)
{
    return store && store->deed == STORED &&
           store->request == c->verdict->progress.request;
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
                        store->n, store->p - payload, place(c, store).text);
    else
        checker_explain(c, "this request has not written that byte");
    if (old)
        writer_explain_header(c, "the word before the old payload", old);
}

void writer_explain_unwritten(struct checker *c)
{
    const struct access *a =
        c->host->last ? c->host->last(UNWRITTEN, NULL, 0, NULL) : NULL;

    if (a)
        checker_explain(c,
                        "%zu bytes that nobody had written, 0x%zx bytes into the heap, "
                        "were read %s%s",
                        a->n, offset(a->p), moment(c, a->request).text, place(c, a).text);
}

/* Who has written what was read there. */
static void explain_word(struct checker *c, const char *name, const struct access *load)
{
    const struct access *store = load ? c->host->last(STORED, load->p, 1, NULL) : NULL;

    if (store)
        tell(c, name, store, load->p);
    else if (load)
        checker_explain(c, "%s, %s, has been written by nobody", name,
                        spot(c, load->p).text);
}

void writer_explain_read(struct checker *c)
{
    const struct access *last =
        c->host->last ? c->host->last(LOADED, NULL, 0, NULL) : NULL;
    const struct access *other = last;

    while (other && other->p == last->p)
        other = c->host->last(LOADED, NULL, 0, other);
    explain_word(c, "the last word that the checker read", last);
    explain_word(c, "and the one before", other);
    explain_copy(c, trail_store(c, other));
}

void writer_explain_latest(struct checker *c)
{
    const struct access *load =
        c->host->last ? c->host->last(LOADED, mem_heap_lo(), mem_heapsize(), NULL) : NULL;

    if (load && load->request == c->verdict->progress.request && earlier(c, load->p))
        tell(c, "the word that was read before", earlier(c, load->p), load->p);
}

/* The load that many loads before this one, or NULL. */
static const struct access *load_before(const struct checker *c,
                                        const struct access *load, size_t back)
{
    while (load && back-- > 0)
        load = c->host->last(LOADED, NULL, 0, load);
    return load;
}

/* Are the latest loads the same again after so many? */
static bool is_period(const struct checker *c, size_t period)
{
    enum { SURE = 2000 };
    const struct access *a = c->host->last(LOADED, NULL, 0, NULL),
                        *b = load_before(c, a, period);

    for (size_t i = 0; i < SURE; i++) {
        if (!b || a->p != b->p || a->value != b->value)
            return false;
        a = load_before(c, a, 1);
        b = load_before(c, b, 1);
    }
    return true;
}

/* Is the word one of those that the loop reads? Of links alone, if it follows any. */
static const struct access *read_in_loop(const struct checker *c,
                                         const struct access *store, size_t period,
                                         bool links)
{
    const struct access *load = NULL;

    for (size_t i = 0; i < period; i++) {
        load = c->host->last(LOADED, NULL, 0, load);
        if ((!links || trail_is_in_heap(load->value)) && load->p < store->p + store->n &&
            store->p < load->p + load->n)
            return load;
    }
    return NULL;
}

static bool follows_links(const struct checker *c, size_t period)
{
    const struct access *load = NULL;
    bool links = false;

    for (size_t i = 0; i < period; i++) {
        load = c->host->last(LOADED, NULL, 0, load);
        links = links || trail_is_in_heap(load->value);
    }
    return links;
}

void writer_explain_loop(struct checker *c)
{
    enum { LONGEST = 256 };
    size_t period = 1;

    while (c->host->last && period <= LONGEST && !is_period(c, period))
        period++;
    if (!c->host->last || period > LONGEST)
        return;
    bool links = follows_links(c, period);
    const struct access *store = NULL, *load = NULL;
    while (!load && (store = c->host->last(STORED, NULL, 0, store)))
        load = read_in_loop(c, store, period, links);
    if (load)
        tell(c,
             links ? "the newest link of the circle"
                   : "the newest word that the loop reads",
             store, load->p);
}
