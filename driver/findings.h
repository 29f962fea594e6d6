#ifndef FINDINGS_H
#define FINDINGS_H

#include "options.h"
#include "run.h"

/*
 * findings.h - What a run has found, and all that is told of it.
 */

struct findings {
    const struct options *options;
    struct result *earlier; /* of --diff, or NULL */
    size_t earlier_count;
    struct run run;
    struct score *scores; /* one for each allocator */
    int status;           /* the driver's exit status */
};

/* Before the run, so that mistakes are told at once: earlier results are read, and files
 * to be written say that the run is unfinished. */
struct findings findings_expect(const struct options *options);

/* Every report that was asked for. The scores are in order then, the best first. */
void findings_report(struct findings *found);

#endif
