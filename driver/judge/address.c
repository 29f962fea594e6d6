/*
 * address.c - Where a crash wanted to read or write, in words of the heap.
 *
 * What is likely is looked at first: null, then the heap and what is near it, and then
 * the ways in which an address gets lost.
 */

#include "judge/address.h"

#include "judge/copy.h"
#include "judge/fit.h"
#include "judge/flag.h"
#include "judge/given.h"
#include "judge/headers.h"
#include "judge/heads.h"
#include "judge/inuse.h"
#include "judge/merged.h"
#include "judge/misplaced.h"
#include "judge/offset.h"
#include "judge/origin.h"
#include "judge/ownheader.h"
#include "judge/parts.h"
#include "judge/past.h"
#include "judge/resized.h"
#include "judge/scaled.h"
#include "judge/telling.h"
#include "judge/way.h"
#include "judge/writer.h"
#include "memlib.h"

#include <inttypes.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What counts as near to the heap: a size that an int has spoilt is still seen. */
#define NEAR_HEAP ((uint64_t)1 << 32)

/* What counts as near to null. What lies lower than FIRST_BLOCKS in the heap could as
 * well be a null pointer and the offset of a field or of an array's entry. */
enum {
    FAR_FIELD = 1 << 10,
    NEAR_NULL = 1 << 16,
    FIRST_BLOCKS = 1 << 12,
    FIRST_BLOCK = 32
};

/* x86-64: an address has so many bits, and its sign is copied into all above them. */
enum { ADDRESS_BITS = 48 };

/* Bytes, of one load or store that is no copy. */
enum { VECTOR = 64 };

static bool is_in_heap(const char *address)
{
    return address >= (const char *)mem_heap_lo() && address < heap_end();
}

/* What the address would be if its upper 4 bytes were those of the heap; NULL if that is
 * no byte of the heap, or they are not lost. */
static const char *completed(uintptr_t address)
{
    uintptr_t lower = UINT32_MAX, lost = address & ~lower;
    uintptr_t upper = (uintptr_t)mem_heap_lo() & ~lower;
    const char *whole = (const char *)(upper | (address & lower));

    if (sizeof(void *) == 4 || upper == lost || (lost != 0 && lost != ~lower))
        return NULL;
    return is_in_heap(whole) ? whole : NULL;
}

/* "NAME", "NAME plus 8" or "NAME minus 8", and what there is to say about it. */
static void explain_offset(struct checker *c, const char *name, intptr_t offset,
                           const char *why)
{
    if (offset == 0)
        checker_explain(c, "the address is %s%s", name, why);
    else
        checker_explain(c, "the address is %s %s %zu%s", name,
                        offset < 0 ? "minus" : "plus", (size_t)llabs(offset), why);
}

/* Fields and headers are multiples of 4 away from null, or from what mem_sbrk returns
 * when it fails. */
static void explain_null(struct checker *c, intptr_t address)
{
    c->verdict->kind = HARMFUL;
    if (address > FAR_FIELD) {
        checker_explain(c,
                        "the address, 0x%zx, is a small number that was taken for one: a "
                        "size, or a null pointer and an index",
                        (size_t)address);
        return;
    }
    if ((address + 1) % 4 == 0)
        explain_offset(c, "(void *)-1", address + 1,
                       ": so mem_sbrk says that it has failed");
    else
        explain_offset(c, "a null pointer", address, "");
    if (c->verdict->progress.phase == STARTING && mem_heapsize() > 0 &&
        sizeof(void *) > sizeof(uint32_t) && (uint32_t)(uintptr_t)mem_heap_lo() == 0)
        checker_explain(c, "or the start of the heap, %p, of which only 4 bytes are left",
                        mem_heap_lo());
}

/* Can a block or a payload begin there, with a header of 4 or 8 bytes? None begins far
 * into a payload that is in use. */
static bool may_begin(const struct checker *c, const char *block)
{
    enum { FAR = 64, HALF = sizeof(uint32_t), WORD = sizeof(uint64_t) };
    size_t past = (uintptr_t)block % c->host->alignment;
    size_t left = (c->host->alignment - past) % c->host->alignment;
    uint32_t id = checker_owner(c, block);

    return (left == 0 || left == HALF || left == WORD) &&
           (id >= c->trace->ids || block - (const char *)c->payloads[id] < FAR);
}

/* A heap address of which only 4 bytes are left? What is small is perhaps null and a bit,
 * for which it was taken if the base was. */
static bool is_cut(struct checker *c, uintptr_t address, uintptr_t base)
{
    const char *whole = completed(address);

    if (!whole || llabs((intptr_t)base) < FIRST_BLOCK ||
        !may_begin(c, whole - (address - base)))
        return false;
    bool may_be_null = base < FIRST_BLOCKS && address <= FAR_FIELD;
    if (may_be_null)
        explain_null(c, (intptr_t)address);
    checker_explain(
        c,
        "%s 0x%zx, may be a heap address that has lost its upper half (0x%zx, kept "
        "in 4 bytes)",
        may_be_null ? "or it," : "the address,", (size_t)address, (size_t)whole);
    return true;
}

/* In the heap, or in a payload of what has no simulated heap. */
static void explain_inside(struct checker *c, const char *address, uint32_t id)
{
    bool in_heap = is_in_heap(address);

    if (id < c->trace->ids)
        checker_explain(c, "the address is byte %zu of id %u's payload",
                        (size_t)(address - (const char *)c->payloads[id]), id);
    if (in_heap)
        checker_explain(c, "the address is 0x%zx bytes into the heap%s", offset(address),
                        id < c->trace->ids ? "" : ", in no payload");
}

/* No memory can be there: the bits above an address's own are not its sign's. */
static bool is_impossible(uintptr_t address)
{
    int64_t above = (int64_t)(intptr_t)address >> (ADDRESS_BITS - 1);

    return above != 0 && above != -1;
}

/* Are all the address's bytes this one, but for some that were added to? */
static bool is_made_of(uintptr_t address, unsigned char byte)
{
    size_t alike = 0;

    for (size_t i = 0; i < sizeof address; i++)
        alike += (address >> (8 * i) & UCHAR_MAX) == byte;
    return alike >= 5;
}

/* Memory that nobody has written holds what the driver has put there. */
static bool is_unwritten(struct checker *c, uintptr_t address)
{
    if (is_made_of(address, MEM_CANARY))
        checker_explain(
            c, "that is what stands past the break: a link or size was read there");
    else if (is_made_of(address, SECOND_FILL))
        checker_explain(c,
                        "that is what new memory holds in the second replay: a link or "
                        "size was read where none was written");
    else
        return false;
    c->read_unwritten = true;
    return true;
}

static void explain_garbage(struct checker *c, const char *address)
{
    checker_explain(c, "the address, %p, is %s: garbage", (const void *)address,
                    is_impossible((uintptr_t)address) ? "one that no memory can have"
                                                      : "far from the heap");
    if (!is_unwritten(c, (uintptr_t)address) && !way_is_known(c, (uintptr_t)address) &&
        !origin_explain(c, (uintptr_t)address))
        checker_explain(c, "it was probably computed from a header or a link that is not "
                           "one");
}

static bool is_past_roots(const char *address)
{
    return (size_t)(address - (const char *)mem_roots_hi()) < mem_pagesize();
}

/* So far as the heap is large, below 2^32: that is what a small number becomes below 0.
 */
static void explain_past(struct checker *c, uint64_t past)
{
    size_t i = c->verdict->progress.request;

    checker_explain(c, "the address is %" PRIu64 " bytes past the break", past);
    if (i < c->trace->count && c->trace->requests[i].n > NEAR_HEAP / 2)
        return; /* so far is it because of what was asked for */
    if (sizeof(void *) == 8 && past > NEAR_HEAP - mem_heapsize() - NEAR_NULL)
        checker_explain(c,
                        "that is 2^32 less %" PRIu64
                        ": an unsigned int has probably gone "
                        "below 0",
                        NEAR_HEAP - past);
}

/* Just past the last global variable: an index that is too large, mostly. */
static bool is_past_globals(const struct checker *c, const char *address)
{
    enum { NEAR = 256 };
    size_t bytes = 0;
    const char *globals = c->host->globals ? c->host->globals(&bytes) : NULL;

    return globals && (size_t)(address - globals) - bytes < NEAR;
}

static void explain_past_globals(struct checker *c)
{
    size_t bytes = 0;
    const char *last = (const char *)c->host->globals(&bytes) + bytes - 1;
    size_t at = c->host->code_offset(last);

    checker_explain(c, "that variable is " VERDICT_DATA VERDICT_DATA, at, at);
}

static void explain_far(struct checker *c, const char *address)
{
    const char *lo = mem_heap_lo(), *end = heap_end();
    bool simulated = c->host->simulated;
    uint64_t past = (uint64_t)((uintptr_t)address - (uintptr_t)end);
    uint64_t before = (uint64_t)((uintptr_t)lo - (uintptr_t)address);

    if (c->mutator && is_past_roots(address))
        checker_explain(c, "the address is %zu bytes past the roots",
                        (size_t)(address - (const char *)mem_roots_hi()));
    else if (is_past_globals(c, address))
        explain_past_globals(c);
    else if (c->host->code_offset(address))
        checker_explain(c, "the address is in the allocator's own code or constants");
    else if (simulated && address >= end && past < NEAR_HEAP)
        explain_past(c, past);
    else if (simulated && address < lo && before < NEAR_HEAP)
        checker_explain(c, "the address is %" PRIu64 " bytes before the heap", before);
    else
        explain_garbage(c, address);
}

static void explain_misaligned(struct checker *c, const struct death *death)
{
    if (is_in_heap(death->address))
        checker_explain(c, "the address is 0x%zx bytes into the heap",
                        offset(death->address));
    else
        checker_explain(c, "the address is %p", death->address);
    checker_explain(c,
                    "it is not aligned: this load or store of %zu bytes at once (SSE) "
                    "needs a multiple of %zu",
                    death->alignment, death->alignment);
}

/* Is the newest header before it followed by what is aligned? Then it was no wrong block
 * that led there, but a place in it. */
static bool is_in_aligned(const struct checker *c, const struct death *death)
{
    const struct access *a = NULL;
    const char *p = death->address;

    while (c->host->last && (a = c->host->last(STORED, NULL, 0, a)))
        if (headers_is(c, a) && a->p < p && p < a->p + headers_size(a))
            return (uintptr_t)(a->p + (c->before ? c->before : a->n)) %
                       death->alignment ==
                   0;
    return false;
}

/* Is the id's block too small for its payload? Then it is said. */
static bool is_too_small(struct checker *c, uint32_t id)
{
    bool was_decided = c->decided;

    c->decided = false;
    fit_explain(c, c->payloads[id], c->sizes[id], c->born[id]);
    bool is_small = c->decided;
    c->decided = c->decided || was_decided;
    return is_small;
}

/* What led there; or else what was read last, and how long the block of the payload is
 * that has this byte. */
static void explain_way(struct checker *c, const char *address, uint32_t id, bool writes)
{
    bool live = id < c->trace->ids;

    if (heads_explain(c, address) || (writes && past_explain_split(c, address)) ||
        (live && ownheader_explain(c, c->payloads[id], c->sizes[id], c->born[id])))
        return;
    if (live && !given_explain(c, c->payloads[id], c->born[id]) && is_too_small(c, id)) {
        checked_origin(c, id);
        return; /* what has led into the payload is right */
    }
    c->decided = c->decided || merged_explain(c) ||
                 (!live && !writes && misplaced_explain(c, address));
    if (live && !c->decided)
        inuse_explain(c, c->payloads[id],
                      (size_t)(address - (const char *)c->payloads[id]));
    if (!c->decided && ((live && !writes && flag_explain(c, id, address)) ||
                        flag_explain_way(c, address)))
        return;
    if (way_explain(c, (uintptr_t)address)) {
        way_explain_stale(c, (uintptr_t)address, id);
        if (live)
            writer_explain_header(c, "the word before that payload", c->payloads[id]);
        if (address >= heap_end() && !past_explain_growth(c, address))
            past_explain_edge(c);
    } else if (address >= heap_end()) {
        if (!scaled_explain(c, address))
            past_explain_growth(c, address);
    } else if (live) {
        writer_explain_latest(c);
        checked_origin(c, id);
        writer_explain_header(c, "the word before that payload", c->payloads[id]);
        way_explain_found(c, c->payloads[id], c->born[id]);
    }
    way_explain_foreign(c, (uintptr_t)address);
    if ((uintptr_t)address < NEAR_NULL)
        resized_explain(c);
}

/* More bytes at once than the heap has: the count is wrong, wherever they begin. */
static void explain_count(struct checker *c, size_t count)
{
    size_t i = c->verdict->progress.request;

    if (i < c->trace->count && count == c->trace->requests[i].n)
        return; /* what was asked for */
    if (count > SIZE_MAX / 2)
        checker_explain(c, "the count of bytes, %zu, is %zu below 0 in a size_t", count,
                        SIZE_MAX - count + 1);
    else
        checker_explain(c,
                        "the count of bytes, %zu, is more than the heap has: probably a "
                        "variable that was never set",
                        count);
}

/* Of bytes that are copied or cleared: are they too many, or is their block too small, if
 * it is this request's new payload or the one that is moved? */
static void explain_copy(struct checker *c, const struct death *death, bool writes)
{
    size_t i = c->verdict->progress.request;
    const struct request *r = &c->trace->requests[i];
    const char *base = death->base;

    checker_explain(c, "it is one of %zu bytes that are %s at once, from %s on",
                    death->size, writes ? "written" : "read", telling_spot(c, base).text);
    if (copy_explain(c, base, death->size, writes))
        return;
    writer_explain_block(c, "the word before the first of them", base);
    if (i < c->trace->count && r->op != FREE && base != c->payloads[r->id])
        fit_explain(c, base, r->n, i);
}

/* Of the block that is freed or moved: its header, if nothing else is known, whether it
 * is too small, and how it was found when it was allocated. */
static void explain_block(struct checker *c, bool is_known)
{
    size_t i = c->verdict->progress.request;
    const struct request *r = &c->trace->requests[i];

    if (i >= c->trace->count || (r->op != FREE && r->op != REALLOC) ||
        r->id >= c->trace->ids)
        return;
    size_t born = c->born[r->id];
    if (ownheader_explain(c, c->payloads[r->id], c->trace->requests[born].n, born))
        return;
    if (!is_known)
        writer_explain_header(c, "the word before this request's payload",
                              c->payloads[r->id]);
    fit_explain(c, c->payloads[r->id], c->trace->requests[born].n, born);
    if (!is_known)
        way_explain_found(c, c->payloads[r->id], born);
}

void address_explain(struct checker *c, const struct death *death)
{
    const char *address = death->address;
    intptr_t number = (intptr_t)address;
    uint32_t id = checker_owner(c, address);
    bool writes = death->offence && strncmp(death->offence, "writes", 6) == 0;

    if (!death->addressed)
        checker_explain(c,
                        "the address is one that no memory can have: garbage, probably "
                        "computed from a header or a link that is not one");
    else if (death->alignment > 1 && !is_impossible((uintptr_t)address))
        explain_misaligned(c, death);
    else if (origin_is_payload(c, (uintptr_t)address))
        explain_garbage(c, address);
    else if (is_cut(c, (uintptr_t)address, (uintptr_t)death->base))
        return;
    else if (number > -NEAR_NULL && number < NEAR_NULL)
        explain_null(c, number);
    else if (is_in_heap(address) || id < c->trace->ids)
        explain_inside(c, address, id);
    else
        explain_far(c, address);
    if (death->size > VECTOR && death->size > mem_heapsize())
        explain_count(c, death->size);
    else if (death->size > 2 * sizeof(void *))
        explain_copy(c, death, writes);
    else if (death->addressed && !(death->alignment > 1 && is_in_aligned(c, death)))
        explain_way(c, address, id, writes);
    if (writes && !c->decided)
        parts_explain_small(c, address);
    if (id < c->trace->ids)
        writer_explain_former(c, "there", address);
    else
        explain_block(c, way_is_known(c, (uintptr_t)address));
}
