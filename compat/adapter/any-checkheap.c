/*
 * any-checkheap.c - A checker that prints or ends the program, and whose answer, where
 * it has one, is 0 for sound in one year and true in another.
 *
 * Having returned, it found nothing fatal. Its argument means "verbose" to most.
 */

#include "mm.h"

__attribute__((weak)) void submission_checkheap(int verbose);

bool mm_checkheap(int line)
{
    (void)line;
    if (submission_checkheap)
        submission_checkheap(0);
    return true;
}
