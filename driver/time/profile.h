#ifndef PROFILE_H
#define PROFILE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * profile.h - What callgrind writes at the end of a process.
 */

struct profile {
    uint64_t all; /* instructions */
    uint64_t own; /* those in neither the driver nor the C library: of an allocator's
                     code, without what copies and clears memory for it */
};

/* Of a profile whose names are not compressed (--compress-strings=no); it is changed. */
struct profile profile_read(char *text);

#endif
