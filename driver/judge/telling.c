/*
 * telling.c - A word of memory in a sentence: what it holds, and who wrote that.
 */

#include "judge/telling.h"

#include "judge/offset.h"
#include "judge/trail.h"
#include "memlib.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct phrase telling_spot(const struct checker *c, const char *word)
{
    struct phrase words;

    if (trail_is_in_heap((uintptr_t)word))
        snprintf(words.text, sizeof words.text, "0x%zx bytes into the heap",
                 offset(word));
    else
        snprintf(words.text, sizeof words.text, "the global variable " VERDICT_DATA,
                 c->host->code_offset(word));
    return words;
}

/* ", in place, mm.c:88, called in mm_malloc, mm.c:120", as addresses yet. */
struct phrase telling_place(const struct checker *c, const struct access *a)
{
    struct phrase words = {", "};

    for (int i = 0; i < CALLERS && a->callers[i]; i++) {
        size_t code = c->host->code_offset((const char *)a->callers[i] - 1),
               used = strlen(words.text);
        if (!code)
            break;
        snprintf(words.text + used, sizeof words.text - used, VERDICT_CODE, code);
    }
    return strlen(words.text) > 2 ? words : (struct phrase){""};
}

struct phrase telling_moment(const struct checker *c, size_t request)
{
    struct phrase words = {"in mm_init"};
    int length;

    if (request >= c->trace->count)
        return words;
    if (request == c->verdict->progress.request)
        return (struct phrase){"in this request"};
    const char *line = trace_line(c->trace, request, &length);
    snprintf(words.text, sizeof words.text, "at line %u (%.*s)", c->trace->lines[request],
             length, line);
    return words;
}

/* Has nobody written over it since? */
static bool is_last(const struct checker *c, const struct access *a, const char *word)
{
    const struct access *last = c->host->last(STORED, word, 1, NULL);

    return !last || last->stores + (a->deed == GROWN) <= a->stores;
}

/* What it wrote, if that was no more than a word, and is there still or not. */
static struct phrase value(const struct checker *c, const struct access *a, bool last)
{
    const char *lead = last ? "leads" : "led", *then = last ? "" : " then";
    const void *variable = (const void *)(uintptr_t)a->value;
    struct phrase words = {"was "};

    if (a->n == sizeof variable && c->host->code_offset(variable))
        snprintf(words.text, sizeof words.text,
                 "%s to the global variable " VERDICT_DATA "%s: ", lead,
                 c->host->code_offset(variable), then);
    else if (trail_is_address(a))
        snprintf(words.text, sizeof words.text, "%s to 0x%zx%s: ", lead,
                 (size_t)(a->value - (uintptr_t)mem_heap_lo()), then);
    else if (a->n <= sizeof a->value)
        snprintf(words.text, sizeof words.text,
                 "%s 0x%" PRIx64 "%s: ", last ? "holds" : "held", a->value, then);
    return words;
}

/* Was the byte written with others at once, behind the payload that was returned then? */
static void explain_count(struct checker *c, const struct access *a, const char *byte)
{
    size_t i = a->request;

    if (a->deed == STORED && a->n > sizeof a->value && i < c->trace->count &&
        c->trace->requests[i].op != FREE && a->p == c->returned[i] &&
        byte >= a->p + c->trace->requests[i].n)
        checker_explain(c,
                        "those were %zu bytes at once, but the payload that was returned "
                        "then, there, has %zu",
                        a->n, c->trace->requests[i].n);
}

void telling_word(struct checker *c, const char *name, const struct access *a,
                  const char *byte)
{
    const char *word = a->n <= sizeof a->value ? a->p : byte;
    bool last = is_last(c, a, byte);

    if (a->deed == GROWN)
        checker_explain(c, "%s, %s, came with the %zu bytes that mem_sbrk gave %s%s%s",
                        name, telling_spot(c, byte).text, a->n,
                        telling_moment(c, a->request).text, telling_place(c, a).text,
                        last ? ": nobody has written there since" : "");
    else if (a->deed == RELEASED)
        checker_explain(c, "%s, %s, %s bytes of a payload that was freed or moved %s",
                        name, telling_spot(c, word).text, last ? "holds" : "held",
                        telling_moment(c, a->request).text);
    else
        checker_explain(c, "%s, %s, %swritten %s%s%s", name, telling_spot(c, word).text,
                        value(c, a, last).text, last ? "last " : "",
                        telling_moment(c, a->request).text, telling_place(c, a).text);
    explain_count(c, a, byte);
}

void telling_stored(struct checker *c, const char *name, const char *byte)
{
    const struct access *store =
        c->host->last ? c->host->last(STORED, byte, 1, NULL) : NULL;

    if (store)
        telling_word(c, name, store, byte);
}

/* Bits of a header that are no part of its size; USE: of this block. */
enum { USE = 1, FLAGS = 15 };

void telling_before(struct checker *c, const struct access *store)
{
    enum { TIMES = 3 };
    const struct access *a = store, *before;

    for (int i = 0; i < TIMES; i++, a = before) {
        before = c->host->last(STORED, a->p, 1, a);
        if (!before || before->deed != STORED || before->p != store->p ||
            before->n != store->n || before->value <= FLAGS)
            return;
        if (before->value == a->value && before->callers[0] == a->callers[0])
            continue;
        checker_explain(c, "before that it held 0x%" PRIx64 ": written %s%s",
                        before->value, telling_moment(c, before->request).text,
                        telling_place(c, before).text);
        if (before->request != store->request)
            return;
    }
}

/* Has that request read the word before it wrote it? */
static bool was_read(const struct checker *c, const struct access *before,
                     const struct access *store)
{
    const struct access *load = c->host->last(LOADED, store->p, store->n, store);

    return load && load->request == store->request && load->value == before->value &&
           load->stores > before->stores;
}

/* The store before that one, if it wrote a header that this one has changed: that was
 * read for it, or was of no size, where the heap ended. */
static const struct access *former_header(const struct checker *c,
                                          const struct access *store)
{
    const struct access *before = c->host->last(STORED, store->p, store->n, store);

    return before && before->deed == STORED && before->p == store->p &&
                   before->n == store->n &&
                   (before->value <= FLAGS || was_read(c, before, store))
               ? before
               : NULL;
}

/* Which bits beside USE that header had before its size was changed, and has no more. */
static uint64_t lost_by(const struct checker *c, const struct access *store)
{
    const struct access *before = trail_is_size(store) ? former_header(c, store) : NULL;

    return before && before->value / (FLAGS + 1) != store->value / (FLAGS + 1)
               ? before->value & ~store->value & FLAGS & ~(uint64_t)USE
               : 0;
}

bool telling_has_lost(const struct checker *c, const struct access *store)
{
    return lost_by(c, store) != 0;
}

void telling_header(struct checker *c, const char *name, const struct access *store,
                    const char *byte)
{
    uint64_t lost = lost_by(c, store);

    telling_word(c, name, store, byte);
    if (lost)
        checker_explain(c,
                        "before that it held 0x%" PRIx64 ": its bit 0x%" PRIx64
                        " was not kept when the size was changed",
                        former_header(c, store)->value, lost);
}

/* Who has written what was read there. */
void telling_load(struct checker *c, const char *name, const struct access *load)
{
    const struct access *store = load ? c->host->last(STORED, load->p, 1, NULL) : NULL;

    if (store)
        telling_header(c, name, store, load->p);
    else if (load)
        checker_explain(c, "%s, %s, has been written by nobody", name,
                        telling_spot(c, load->p).text);
}
