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

/* A field's offset, and the lower bits of a size that hold something else. */
enum { FIELDS = 64 };

/* So many bytes of the heap are looked at, and of so many words in it whose they are: it
 * may be full of the same one. */
enum { MOST = 1 << 26, CANDIDATES = 1000 };

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

/* Do the word's bytes have the pattern of the id, which has or had its payload there? */
static bool is_of(const struct checker *c, uint32_t id, const char *word)
{
    const char *payload = c->payloads[id];
    size_t n = payload ? c->trace->requests[c->born[id]].n : 0;

    if (!payload || word < payload || word + sizeof(void *) > payload + n)
        return false;
    for (size_t i = 0; i < sizeof(void *); i++)
        if ((unsigned char)word[i] != payload_byte(id, (size_t)(word - payload) + i))
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

/* The first word of the heap that leads there and is a payload's, or else the first that
 * leads there, or NULL. Small numbers lead anywhere. */
static const char *find(const struct checker *c, uintptr_t address)
{
    const char *lo = mem_heap_lo(), *first = NULL;
    size_t end = mem_heapsize() < MOST ? mem_heapsize() : MOST, found = 0;

    for (size_t i = 0; i + sizeof address <= end && found < CANDIDATES;
         i += sizeof address) {
        uintptr_t word;
        memcpy(&word, lo + i, sizeof word);
        if (word <= UINT32_MAX || !leads_to(word, address))
            continue;
        if (owner(c, lo + i) < c->trace->ids)
            return lo + i;
        first = first ? first : lo + i;
        found++;
    }
    return first;
}

/* Does the heap hold the same word elsewhere, too? */
static bool is_repeated(const char *word)
{
    const char *lo = mem_heap_lo();
    size_t end = mem_heapsize() < MOST ? mem_heapsize() : MOST;

    for (size_t i = 0; i + sizeof(uintptr_t) <= end; i += sizeof(uintptr_t))
        if (lo + i != word && memcmp(lo + i, word, sizeof(uintptr_t)) == 0)
            return true;
    return false;
}

bool origin_explain(struct checker *c, uintptr_t address)
{
    const char *lo = mem_heap_lo();
    const char *word =
        c->host->simulated && sizeof address == 8 ? find(c, address) : NULL;

    if (!word)
        return false;
    uint32_t id = owner(c, word);
    const char *which = is_repeated(word) ? "a word like the one" : "the word";
    if (id == c->trace->ids)
        checker_explain(c,
                        "it was computed from %s 0x%zx bytes into the heap, which is "
                        "wrong as a link and as a size",
                        which, (size_t)(word - lo));
    else
        checker_explain(c,
                        "it was computed from %s 0x%zx bytes into the heap, taken for "
                        "a link or a size: it is byte %zu of id %u's payload%s",
                        which, (size_t)(word - lo),
                        (size_t)(word - (const char *)c->payloads[id]), id,
                        c->sizes[id] > 0 ? "" : ", which was freed");
    return true;
}
