/* constructor.c - A constructor crashes before anything was asked.
 * expect: zoo.rep: crashed \(segmentation fault\) */

#include "base.h"

__attribute__((constructor)) static void crash(void)
{
    raise(SIGSEGV);
}
