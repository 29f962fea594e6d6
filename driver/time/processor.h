#ifndef PROCESSOR_H
#define PROCESSOR_H

/* processor.h - Which processor are replays timed on? */

/* The one that was the idlest when this was called first; or -1: any. When since the last
 * call this process and its children have had less than a quarter of the time, others
 * have come to it: then it is chosen anew, and this process runs there from now on, too,
 * lest it wait for its turn beside those others while its children wait for it. */
int processor_choose(void);

#endif
