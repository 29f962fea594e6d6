#ifndef OVERHEAD_H
#define OVERHEAD_H

/*
 * overhead.h - What the replay loop itself costs.
 */

/* With an allocator that only moves a pointer: seconds for one request. */
double overhead_of_replay(void);

/* Apart: seconds of the processor, of judge and host together, for a request to this
 * allocator that asks for nothing. */
double overhead_of_request(const char *allocator);

#endif
