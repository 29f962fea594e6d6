#ifndef REPLAY_H
#define REPLAY_H

#include "host/host.h"
#include "trace/trace.h"

#include <stdint.h>

/*
 * replay.h - The bare replay: the requests, and as little else as can be.
 */

/* Where a replay keeps its payloads, for each id and a spare one; all NULL. Of an
 * implicit allocator these are the roots, and *trace becomes another with the same
 * requests, in which ids are used again, so that there are no more roots than payloads.
 */
void **replay_places(const struct trace **trace, const struct host *host);

/* Payloads has a place for each id and a spare one, which is NULL. Afterwards each
 * id's place has the last payload that it had, freed or not. */
void replay(const struct trace *trace, const struct host *host, void **payloads);

/* A number made of where so many payloads are: two replays that place alike agree.
 * Of addresses relative to the base. */
uint64_t replay_placement(void *const *payloads, size_t count, const void *base);

/* Frees what the replay has left, for an allocator whose memory is not memlib's. */
void replay_clean_up(const struct trace *trace, const struct host *host, void **payloads);

#endif
