#ifndef SIZES_H
#define SIZES_H

#include <stddef.h>

/*
 * sizes.h - Sizes of all magnitudes, more often those where allocators go wrong.
 *
 * All choices are numbers below some n, which a function makes: of random numbers, or
 * of a fuzzer's bytes.
 */

typedef size_t chooser(size_t below);

/* From 0 to 8 GiB, or to a quarter of the heap's reservation if that is less. */
size_t sizes_choose(chooser *choose);

/* For a payload that has n bytes: more, less, or any. */
size_t sizes_choose_next(chooser *choose, size_t n);

/* That no allocator can have. */
size_t sizes_choose_impossible(chooser *choose);

#endif
