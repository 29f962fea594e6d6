#ifndef FRAGMENTATION_H
#define FRAGMENTATION_H

#include "host/allocator.h"
#include "result/result.h"
#include "result/score.h"
#include "trace/trace.h"

/*
 * fragmentation.h - What a heap holds besides payload, and since when.
 *
 * Of the heap's final size, at the payload's peak:
 *
 *    utilization   payload
 *    internal      in blocks in use, but no payload: headers, padding; and what lies
 *                  outside all blocks
 *    external      free blocks, and what the heap has grown since
 */

/* Finds r->internal by mm_walk, if the allocator has one; else r->walked stays false. */
void fragmentation_find(const struct trace *trace, struct allocator *a, double timeout,
                        struct result *r);

/* A line for each allocator, and each trace of a single one. */
void fragmentation_print(const struct score *scores, size_t count, int verbose);

#endif
