#ifndef CONFIG_H
#define CONFIG_H

/*
 * config.h - What a grader may change. Every number of the lab is here.
 */

/* Payloads are aligned to two words: 16 bytes in the 64-bit build, 8 in the
 * 32-bit build. `make ALIGNMENT=8` overrides. A power of two. */
#ifndef ALIGNMENT
#define ALIGNMENT (2 * sizeof(void *))
#endif

/* An allocator may take this many bytes, or HEAP_FACTOR times the trace's peak
 * payload where that is more. The region reserved holds more than both. */
#define HEAP_LIMIT ((size_t)1 << 30)
#define HEAP_FACTOR 4
#define HEAP_RESERVATION ((size_t)1 << (sizeof(void *) == 8 ? 42 : 30))

/* The driver writes and checks every byte of a payload up to the first size; of
 * a larger one, as many as the second says at each end. */
#define PAYLOAD_WHOLE ((size_t)16 << 20)
#define PAYLOAD_EDGE ((size_t)64 << 10)

/* An allocator has this many seconds of the processor for the replays of a trace, and so
 * many times as long by the clock. */
#define TIMEOUT 30
#define WALL_PATIENCE 4

/* A request that takes so many of these seconds hangs (of a longer --timeout, as many
 * more as that is longer). Once one has hung, the allocator's later traces have the
 * shorter deadline, so that one that hangs on all of them is soon done. */
#define HANG_SECONDS 5
#define HANG_SECONDS_AGAIN 0.5

/* With --collect an allocator has this much stack, so that a collector which marks by
 * recursion is found out by lists of some thousands, not of a million. */
#define COLLECTOR_STACK ((size_t)1 << 20)

/* --thorough replays a trace again and again, and has so many times as long. */
#define THOROUGH_PATIENCE 8

/* Under valgrind or qemu, which are many times slower and keep books of all memory that
 * is reserved, an allocator has so many times as long, and this region. */
#define VALGRIND_PATIENCE 50
#define VALGRIND_RESERVATION ((size_t)1 << (sizeof(void *) == 8 ? 34 : 30))

/* Apart (--apart), an allocator has a stack of so many bytes, and so many of variables
 * that can be written. What is in all other memory but the heap is undone, on average
 * once in so many requests. */
#define HOST_STACK ((size_t)64 << 10)
#define GLOBALS_LIMIT 128
#define SCRUB_EVERY 512

/* Each request takes two messages there, and a replay has so many times as long. */
#define APART_PATIENCE 2

/* --shrink stops after so many seconds with what it has by then; in a trace that it
 * tries, it takes a replay of so many for a hang. */
#define SHRINK_SECONDS 15
#define SHRINK_HANG 0.5

/* --grade-checker takes a checker that has not returned after so many seconds for one
 * that hangs. */
#define GRADE_HANG 1.0

/* A shrunk trace of at most so many requests is printed. */
#define SHRUNK_SHOWN 20

/* The bytes that an allocator may print in one child, and how many of the last lines are
 * shown. */
#define OUTPUT_LIMIT ((size_t)64 << 20)
#define OUTPUT_LINES 20

/* Of each allocator, so many failures are told in full. */
#define FAILURES_SHOWN 3

/* Timing. In a sitting an allocator, in a new process, first replays a trace untimed
 * until CALM_LAPS replays in a row have caused no page fault, and none was faster by the
 * part STEADY than those before. One that is never calm, since it gives memory back again
 * and again, has WARM_UP_SECONDS. Then its replays are timed for SITTING_SECONDS. Those
 * shorter than SHORT_REPLAY are timed several at once; where the second of them is longer
 * than LONG_REPLAY there are no more. A process that needs more than LONG_START until it
 * is ready for this is kept for the next sitting. */
#define CALM_LAPS 3
#define STEADY 0.01
#define WARM_UP_SECONDS 0.2
#define SITTING_SECONDS 0.003
#define LONG_REPLAY 0.02
#define LONG_START 0.5
#define SHORT_REPLAY 20e-6

/* There are FEW_SITTINGS at least, and then more until the 95 % interval of the speed
 * ratio is narrower than GOOD_INTERVAL, which takes MIN_SITTINGS, or TIMING_BUDGET
 * seconds are spent on the allocator and the trace, warm-up and new processes included;
 * apart, new processes are not. */
#define FEW_SITTINGS 3
#define MIN_SITTINGS 6
#define MAX_SITTINGS 101
#define GOOD_INTERVAL 0.01
#define TIMING_BUDGET 0.015

/* --latency: a request's time is the mean of its KEPT fastest in so many replays. */
#define LATENCY_REPLAYS 16
#define LATENCY_KEPT 14

/* --growth counts of a trace with so many requests, and of as many of them that four
 * copies take about so many seconds to replay. Linear is what grows with at least this
 * exponent. */
#define GROWTH_REQUESTS 1000
#define GROWTH_SECONDS 0.05
#define LINEAR_EXPONENT 0.5

/* On a noisy machine: while the interval is wider than WIDE_INTERVAL, the budget is so
 * many times as large; a score whose interval, from its speed's, is
 * wider than so many points is too noisy to be graded. */
#define WIDE_INTERVAL 0.1
#define PATIENCE 7
#define TOO_WIDE_SCORE 2

/* The core is shared where times jitter by more than SHARED_JITTER: see time/core.h. Such
 * a sitting does not count until SHARED_PATIENCE times the budget is spent. Then the
 * ratio can be off by the part SHARED_ERROR, on all traces alike: what libc and an
 * allocator lose is not the same. */
#define SHARED_JITTER 0.1
#define SHARED_PATIENCE 3
#define SHARED_ERROR 0.05

/* The score: 100 * u * (w + (1 - w) * s) with w the first number here, u the mean
 * utilization, 0 at U0 and 1 at U1, and s the geometric mean of the speed against the
 * reference, 0 at S0 and 1 at S1; neither is less than 0 or more than 1. */
#define SCORE_WEIGHT 0.6
#define SCORE_U0 0.0
#define SCORE_U1 1.0
#define SCORE_S0 0.0
#define SCORE_S1 1.0

#endif
