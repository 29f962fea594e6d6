#ifndef HOST_H
#define HOST_H

#include "mm.h"
#include "trace/trace.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * host.h - All that the judge may ask of an allocator, wherever it runs.
 *
 * The judge does not see where an answer comes from. It is a call in the judge's own
 * process (allocator_load), or a message to the process of the host program
 * (remote_load): both fill the same struct.
 * The heap is memlib's, and belongs to the judge: it owns the break, and reads and writes
 * payloads by their addresses.
 *
 * host/ is the room of what runs beside the allocator, and of the calls to it. It knows
 * nothing of checks and scores.
 */

/* Whose the bytes of the heap are; EMPTY: the allocator's, and nobody has written them.
 */
enum use { EMPTY, OWN, LIVE, FREED };

/* What a watched allocator did to the heap; RELEASED: a payload ended there, so that the
 * bytes hold what its program wrote; UNWRITTEN: a load of what nobody had written; GROWN:
 * mem_sbrk has given them; REFUSED: it was asked for them, and has not; MISALIGNED: a
 * load or store of a word at no multiple of it. */
enum deed { LOADED, STORED, RELEASED, UNWRITTEN, GROWN, REFUSED, MISALIGNED };

enum { CALLERS = 6 };

struct access {
    enum deed deed;
    bool settled; /* the value is known */
    const char *p;
    size_t n;
    uint64_t value; /* that was read or written: the first bytes of it */
    size_t request;
    size_t loads, stores, growths; /* how many there were before */
    const void
        *callers[CALLERS]; /* but of RELEASED: return addresses, the innermost first;
                              those that are not in the plug-in mean nothing */
};

struct host {
    bool simulated;       /* takes its memory from memlib; libc and its peers do not */
    bool lacks_calloc;    /* calloc is malloc and memset then */
    bool watched;         /* built so that watch.c sees what it loads and stores */
    size_t alignment;     /* of payloads: ALIGNMENT, or what another contract asks */
    const char *contract; /* the handout that it was written for; NULL: mm.h */
    size_t heap_limit;    /* bytes, of that handout; 0: the lab's */

    int (*init)(void);
    void *(*malloc)(size_t n);
    void (*free)(void *p);
    void *(*realloc)(void *p, size_t n);
    void *(*calloc)(size_t count, size_t n);

    /* NULL where missing. */
    bool (*checkheap)(int line);
    size_t (*usable_size)(void *p);
    void *(*memalign)(size_t alignment, size_t n);
    void (*walk)(void (*visit)(const struct mm_block *, void *), void *context);

    /* Not NULL: it is implicit. What the trace frees is not passed on; a payload is
     * needed as long as it can be reached from the roots, which its payloads are kept in.
     */
    size_t (*collect)(void);

    /* Tells one that is watched (watch_init) whose these n bytes of the heap are from now
     * on: it must not touch what is LIVE, nor read what was FREED before it has written
     * there. */
    void (*mark)(const void *p, size_t n, enum use use);

    /* Keeps the allocator's global variables as they are now, as copy 0 or 1; and how far
     * into its file the first byte lies, from that one on, that is not as it was kept: 0
     * if there is none. NULL for libc's. */
    void (*keep_globals)(int copy);
    size_t (*changed_global)(size_t from, int copy);

    /* Where these variables are, and how many bytes: known once they have been kept. */
    const void *(*globals)(size_t *bytes);

    /* Of one that is watched: the last load, growth or store (STORED or RELEASED) that
     * touched one of the n bytes, or any byte if p is NULL, before that other one, or
     * until now. NULL if there was none, or it is not known any more. Of UNWRITTEN and
     * MISALIGNED it is the first, of REFUSED the latest.
     */
    const struct access *(*last)(enum deed deed, const void *p, size_t n,
                                 const struct access *before);

    /* How far into the allocator's file this address of its code lies; 0 if elsewhere. */
    size_t (*code_offset)(const void *code);

    /* The function of mm.h that has this address of its code; NULL if it is another. May
     * be NULL. */
    const char *(*function)(const void *code);
};

/* Does the request only drop the reference to a payload, of an implicit allocator? */
static inline bool host_is_dropped(const struct host *host, const struct request *request)
{
    return host->collect &&
           (request->op == FREE || (request->op == REALLOC && request->n == 0));
}

/* What the allocator returns for a request; old: the payload that is freed or
 * reallocated. Where there is no memalign, it is malloc. */
void *host_answer(const struct host *host, const struct trace *trace,
                  const struct request *request, void *old);

/* The same, of the payload that the place has and gets. A realloc that was refused, where
 * it may be, leaves its payload. */
void host_perform(const struct host *host, const struct trace *trace,
                  const struct request *request, void **payload);

/* The heap of the handout that it was written for: its limit, and what lies below it. */
void host_take_on_heap(const struct host *host);

/* The heap is empty again, and new memory holds this byte. What was written for another
 * handout has its heap: memory past the break is open, and keeps what was in it. */
void host_empty_heap(const struct host *host, unsigned char fill);

#endif
