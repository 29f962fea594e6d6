#ifndef CORE_H
#define CORE_H

/*
 * core.h - Has this thread the processor's core for itself at the moment?
 *
 * Two processors may be two threads of one core, and a virtual machine does not say
 * which. What runs in the other takes places in the first cache, and moments of what adds
 * and stores. That changes from one microsecond to the next: so the same short stretch of
 * work takes the same time again and again in a core of its own, and in a shared one it
 * jitters. (On one machine by at most 0.02, and in nine of ten moments by 0.1 to 0.4.)
 */

/* By how much a hundred times of such a stretch differ: see interval_jitter. Takes some
 * 200 microseconds. */
double core_jitter(void);

#endif
