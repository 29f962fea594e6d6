/*
 * origin.c - What an address that is none was computed from.
 *
 * Garbage has nearly as many digits as an address can have. So if a word of the heap lies
 * next to it, or as far from it as the heap, that is no chance: the word was taken for a
 * link, or was added to a place in the heap, or taken from one, as a size.
 */

#include "judge/origin.h"

#include "judge/payload.h"
#include "memlib.h"

#include <string.h>

/* A field's offset, and the lower bits of a size that hold something else. A small number
 * is less of a chance to be near. */
enum { FIELDS = 64, HEADER = 16, FIELDS_OF_SMALL = 32, FIRST_PAGE = 4096 };

/* Words lie at multiples of STEP. So many bytes of the heap are looked at, of so many
 * words in it whose they are, and so many of the latest loads: it may be full of the same
 * one. */
enum { STEP = 4, MOST = 1 << 26, CANDIDATES = 1000, RECENT = 64 };

static bool is_next_to(uintptr_t a, uintptr_t b)
{
    return a - b + FIELDS <= 2 * (uintptr_t)FIELDS;
}

static bool is_near_heap(uintptr_t address)
{
    return address - (uintptr_t)mem_heap_lo() + FIELDS <=
           mem_heapsize() + 2 * (uintptr_t)FIELDS;
}

/* A word that leads into the heap is a link as it should be: it tells nothing of an
 * address that is about twice as high. */
static bool leads_to(uintptr_t word, uintptr_t address)
{
    return is_next_to(word, address) ||
           (!is_near_heap(word) &&
            (is_near_heap(address - word) || is_near_heap(address + word)));
}

/* Whose bytes the word begins with: do they have the pattern of the id, which has or had
 * its payload there? What it has of no payload is 0, then: nothing but those made it. */
static bool is_of(const struct checker *c, uint32_t id, const char *word)
{
    enum { LEAST = 2 };
    const char *payload = c->payloads[id];
    size_t n = payload ? c->trace->requests[c->born[id]].n : 0;
    size_t at = (size_t)(word - payload);

    if (!payload || word < payload || at + LEAST > n)
        return false;
    for (size_t i = 0; i < sizeof(void *); i++)
        if ((unsigned char)word[i] != (at + i < n ? payload_byte(id, at + i) : 0))
            return false;
    return true;
}

/* The id whose bytes the word has, or the number of ids. */
static uint32_t owner(const struct checker *c, const char *word)
{
    uint32_t id = 0;

    while (id < c->trace->ids && !is_of(c, id, word))
        id++;
    return id;
}

static bool is_small(uintptr_t address)
{
    return address <= UINT32_MAX;
}

/* Small numbers lead anywhere: they are none of an address that is garbage, and of one
 * that is small, too, only those that may be a block that has it as a field. */
static bool may_lead(uintptr_t word, uintptr_t address)
{
    if (is_small(address))
        return word >= FIRST_PAGE && address % STEP == word % STEP &&
               address - word + HEADER <= HEADER + FIELDS_OF_SMALL;
    return !is_small(word) && leads_to(word, address);
}

/* The words of the heap that lead to an address. */
struct words {
    size_t count;
    const char *first; /* that is a payload's, if one is */
    uint32_t id;       /* whose it is, or the number of ids */
};

static void add(struct words *words, const struct checker *c, const char *word)
{
    bool had_id = words->id < c->trace->ids;

    if (!had_id && words->count < CANDIDATES)
        words->id = owner(c, word);
    if (words->count++ == 0 || (!had_id && words->id < c->trace->ids))
        words->first = word;
}

/* A small number tells nothing unless a payload's bytes are one. */
static struct words find(const struct checker *c, uintptr_t address)
{
    const char *lo = mem_heap_lo();
    size_t end = mem_heapsize() < MOST ? mem_heapsize() : MOST, looked = 0;
    struct words found = {.id = (uint32_t)c->trace->ids};

    for (size_t i = 0; i + sizeof address <= end; i += STEP) {
        uintptr_t word;
        memcpy(&word, lo + i, sizeof word);
        if (may_lead(word, address) &&
            (!is_small(address) ||
             (looked++ < CANDIDATES && owner(c, lo + i) < c->trace->ids)))
            add(&found, c, lo + i);
    }
    return found;
}

/* The one of them that this request has read last, or NULL. */
static const char *find_read(const struct checker *c, uintptr_t address)
{
    const struct access *load = NULL;

    for (int i = 0; c->host->last && i < RECENT; i++) {
        load = c->host->last(LOADED, mem_heap_lo(), mem_heapsize(), load);
        if (!load || load->request != c->verdict->progress.request)
            return NULL;
        if (load->n == sizeof address && may_lead((uintptr_t)load->value, address))
            return load->p;
    }
    return NULL;
}

/* The one that was read, if that is known; or all. */
static struct words search(const struct checker *c, uintptr_t address)
{
    struct words none = {.count = 0}, read = {.id = (uint32_t)c->trace->ids};
    const char *word = NULL;

    if (!c->host->simulated || sizeof address != 8)
        return none;
    word = find_read(c, address);
    if (!word)
        return find(c, address);
    add(&read, c, word);
    return is_small(address) && read.id == c->trace->ids ? none : read;
}

bool origin_is_payload(const struct checker *c, uintptr_t address)
{
    struct words words = is_small(address) ? search(c, address) : (struct words){0};

    return words.count > 0 && words.id < c->trace->ids;
}

static void explain_payload(struct checker *c, const struct words *words)
{
    size_t byte = (size_t)(words->first - (const char *)c->payloads[words->id]);
    const char *freed = c->sizes[words->id] > 0 ? "" : ", which was freed";

    if (words->count == 1)
        checker_explain(c,
                        "it was computed from the word 0x%zx bytes into the heap, taken "
                        "for a link or a size: it is byte %zu of id %u's payload%s",
                        (size_t)(words->first - (const char *)mem_heap_lo()), byte,
                        words->id, freed);
    else
        checker_explain(c,
                        "it was computed from bytes of id %u's payload%s, from byte %zu "
                        "on, or from a copy of them: taken for a link or a size",
                        words->id, freed, byte);
}

bool origin_explain(struct checker *c, uintptr_t address)
{
    struct words words = search(c, address);

    if (words.count == 0)
        return false;
    if (words.id < c->trace->ids)
        explain_payload(c, &words);
    else
        checker_explain(c,
                        "it was computed from %s 0x%zx bytes into the heap, which is "
                        "wrong as a link and as a size",
                        words.count > 1 ? "a word like the one" : "the word",
                        (size_t)(words.first - (const char *)mem_heap_lo()));
    return true;
}
