#ifndef ACCESSES_H
#define ACCESSES_H

#include "host/host.h"

/*
 * accesses.h - What a watched allocator has loaded and stored, with the callers of each:
 * so who wrote a word of the heap last is known, and who has read it since.
 *
 * Only the latest are kept, of stores some millions. What has been forgotten is said to
 * be unknown.
 */

/* A function's frame, as x86 and ARM lay it out where frame pointers are kept. Of other
 * machines the callers are not known. */
struct frame {
    const struct frame *caller;
    const void *code; /* in the caller, after the call */
};

/* From now on; the number of the request that is performed stands there. */
void accesses_init(const volatile size_t *request);

/* The heap is empty again. */
void accesses_forget(void);

/* What is about to be done to these n bytes of the heap or of global variables, in the
 * function that called the one with this frame. */
void accesses_load(const void *p, size_t n, struct frame frame);
void accesses_store(const void *p, size_t n, struct frame frame);

/* The load of these bytes, which nobody has written, was in the function of that frame.
 */
void accesses_unwritten(const void *p, size_t n, struct frame frame);

/* The load or store of these bytes, a word at no multiple of it, is about to be done in
 * the function of that frame. */
void accesses_misaligned(const void *p, size_t n, struct frame frame);

/* The heap has got them, by a call of mem_sbrk in the function of that frame. */
void accesses_grown(const void *p, size_t n, struct frame frame);

/* mem_sbrk was asked for so many, in the function of that frame, and has not given them.
 */
void accesses_refused(size_t n, struct frame frame);

/* A payload is about to be written: what the latest store has written is seen before. */
void accesses_settle(void);

/* They were a payload until now: what they hold is not the allocator's. */
void accesses_release(const void *p, size_t n);

/* See host.h. */
const struct access *accesses_last(enum deed deed, const void *p, size_t n,
                                   const struct access *before);

#endif
