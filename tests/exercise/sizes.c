/*
 * sizes.c - Sizes of all magnitudes.
 */

#include "sizes.h"

#include "config.h"

#include <stdint.h>

/* 8 GiB where there is room for it. */
enum { MOST_BITS = sizeof(void *) == 8 ? 33 : 28, GRANULE = 8 };

static size_t power(size_t bits)
{
    return (size_t)1 << bits;
}

static size_t below_zero_is_zero(size_t n, size_t less)
{
    return n > less ? n - less : 0;
}

/* A few bytes more or less than a power of two. */
static size_t near_power(chooser *choose)
{
    size_t n = power(3 + choose(MOST_BITS / 2));
    return below_zero_is_zero(n + choose(49), 24);
}

/* A few bytes more or less than a multiple of the alignment, header or none. */
static size_t near_class(chooser *choose)
{
    size_t n = ALIGNMENT * choose(80);
    return below_zero_is_zero(n + choose(5), 2 + GRANULE * choose(2));
}

static size_t near_64k(chooser *choose)
{
    return power(16) - 128 + choose(257);
}

/* As many of each magnitude. */
static size_t any_magnitude(chooser *choose)
{
    return choose(power(1 + choose(MOST_BITS - 8)));
}

static size_t giant(chooser *choose)
{
    size_t half = power(MOST_BITS - 1);
    return choose(2) ? half + choose(half + 1) : half - 64 + choose(129);
}

size_t sizes_choose(chooser *choose)
{
    switch (choose(16)) {
    case 0:
        return choose(256) ? near_64k(choose) : giant(choose);
    case 1:
        return any_magnitude(choose);
    case 2:
    case 3:
    case 4:
        return near_power(choose);
    case 5:
    case 6:
    case 7:
        return choose(4096);
    case 8:
    case 9:
    case 10:
        return near_class(choose);
    default:
        return choose(128);
    }
}

size_t sizes_choose_next(chooser *choose, size_t n)
{
    switch (choose(6)) {
    case 0:
        return n + 1 + choose(64);
    case 1:
        return n + 1 + choose(n + 1);
    case 2:
        return below_zero_is_zero(n, 1 + choose(64));
    case 3:
        return choose(n + 1);
    default:
        return sizes_choose(choose);
    }
}

size_t sizes_choose_impossible(chooser *choose)
{
    size_t most = choose(2) ? SIZE_MAX : SIZE_MAX / 2 + 1 + 64;
    return most - choose(64);
}
