/*
 * fault.c - Where a crash or a hang was, in words of the heap and lines of the source.
 *
 * The dying child alone knows the break, the payloads and where its code lies, so it
 * notes them in its verdict. The parent has the time to ask for the lines (places.h).
 */

#include "judge/fault.h"

#include "host/death.h"
#include "judge/address.h"
#include "judge/bits.h"
#include "judge/disorder.h"
#include "judge/loop.h"
#include "judge/offset.h"
#include "judge/order.h"
#include "judge/places.h"
#include "judge/stale.h"
#include "judge/telling.h"
#include "judge/trail.h"
#include "judge/writer.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct checker *watched;

/* A return address is that of the next instruction. */
static void note_frames(struct verdict *verdict, const struct death *death)
{
    for (int i = 0; i < death->frame_count; i++) {
        const char *code = death->frames[i];
        size_t offset = watched->host->code_offset(code - (i > SIGNAL_FRAME));
        if (offset)
            verdict->frames[verdict->frame_count++] = offset;
    }
}

/* The words with which the request has worked just before, among them mostly the one that
 * is wrong. */
static void note_words(struct checker *c)
{
    size_t i = c->verdict->progress.request;

    if (!c->host->last)
        return;
    const struct access *load = c->host->last(LOADED, NULL, 0, NULL);
    const struct access *store = c->host->last(STORED, NULL, 0, NULL);
    const struct access *source =
        load && load->request == i ? trail_store(c, load) : NULL;
    if (source)
        telling_word(c, "the word that was read last", source, load->p);
    if (store && store->request == i && store->deed == STORED && store != source)
        telling_word(c, "the word that was written last", store, store->p);
}

static void note_offence(const struct death *death)
{
    snprintf(watched->verdict->message, sizeof watched->verdict->message, "%s",
             death->offence);
    watched->verdict->caught = true;
    if (death->addressed)
        address_explain(watched, death);
    else
        note_words(watched);
}

/* In code that is not the allocator's, nor called from there? Then it was a tail call. */
static bool is_outside(const struct verdict *verdict, const struct death *death)
{
    return death->fault && !death->overflow && verdict->frame_count == 0 &&
           death->frame_count > SIGNAL_FRAME &&
           death->frames[SIGNAL_FRAME] != death->address;
}

/* Farther past the break than a size that an int has cut can lead? */
static bool is_far_past(const char *address)
{
    enum { FAR = 1 << 30 };

    return address > heap_end() && address - heap_end() > FAR;
}

/* Nowhere, or where mem_sbrk says that it has failed? */
static bool is_near_null(const char *address)
{
    enum { NEAR = 64 };

    return (uintptr_t)address + NEAR < 2 * (uintptr_t)NEAR;
}

/* A request that asks for something special. */
static void note_special(struct checker *c, const struct request *r)
{
    if (r->op == FREE && r->id == c->trace->ids)
        checker_explain(c, "this request is mm_free(NULL), which must do nothing");
    else if (r->op == REALLOC_NULL)
        checker_explain(c,
                        "this request is mm_realloc(NULL, %zu), which must do what "
                        "mm_malloc does",
                        r->n);
    else if (r->op == REALLOC && r->n == 0)
        checker_explain(c, "this request is mm_realloc of size 0, which must do what "
                           "mm_free does");
}

/* Was mm_malloc called? Then the request was done as it must be. */
static bool is_in_malloc(const struct checker *c, const struct death *death)
{
    for (int i = 0; i < death->frame_count; i++)
        if (trail_is_in_function(c, death->frames[i], "mm_malloc"))
            return true;
    return false;
}

/* What the request has to do with it. */
static void note_request(struct checker *c, const struct death *death)
{
    size_t i = c->verdict->progress.request;

    if (i < c->trace->count && !c->checking && !is_in_malloc(c, death))
        note_special(c, &c->trace->requests[i]);

    if (i < c->trace->count &&
        trace_answer(c->trace, &c->trace->requests[i]) == MUST_FAIL) {
        checker_explain(c, "the heap cannot have so much: this request must return NULL");
        if (death->fault && !is_far_past(death->address) && !is_near_null(death->address))
            checked_cut(c, i);
    }
    if (c->checking)
        checker_explain(
            c, "in mm_checkheap: %s may have left a link or a size that is wrong",
            i == NO_REQUEST ? "mm_init" : "this request, or one before,");
    if (c->verdict->progress.phase == REPEATING)
        checker_explain(c, "the first replay did not fail: mm_init leaves a global as it "
                           "was, or what nobody has written is read");
    if (c->verdict->progress.phase == REPEATING)
        stale_explain(c);
    writer_explain_unwritten(c);
    bits_explain(c);
}

/* What ended it, in words. */
static void note_cause(const struct death *death)
{
    if (death->offence)
        note_offence(death);
    else if (death->overflow) {
        checker_explain(watched, "the stack has overflowed");
        loop_explain(watched, "recursion");
    } else if (death->signal == SIGFPE)
        checker_explain(watched, "a division by zero, or one whose result is too large");
    else if (death->fault)
        address_explain(watched, death);
    else if (death->signal == SIGXCPU)
        loop_explain(watched, "loop");
}

static void note_death(const struct death *death)
{
    watched->verdict->detail[0] = '\0';
    watched->verdict->frame_count = 0;
    note_frames(watched->verdict, death);
    watched->decided = order_has_found(watched);
    if (!death->lost)
        note_cause(death);
    note_request(watched, death);
    if (!watched->decided)
        order_note_death(watched);
    disorder_explain(watched);
    if (death->lost)
        checker_explain(watched, "the stack is damaged: an array among the local "
                                 "variables was written past its end");
    else if (is_outside(watched->verdict, death))
        checker_explain(watched,
                        "in a library function, memset or the like, with whose call a "
                        "function of yours ends: make gdb shows which");
}

void fault_watch(struct checker *c)
{
    watched = c;
    death_tell_by(note_death);
}

char *fault_tell(const struct allocator *a, const struct verdict *verdict)
{
    char *text = places_name(a->path, verdict->detail);

    if (verdict->frame_count > 0)
        text = places_add(text, a->path, verdict->frames, verdict->frame_count);
    if (text[0])
        return text;
    free(text);
    return NULL;
}
