/* jumps-out.c - Returns from mm_malloc to its caller's caller, past all checks that are
 * left. Gains: the time of a replay that ends at its first request; or none of the
 * checks. ends: invalid */

#define mm_malloc honest_malloc
#include "honest.h"
#undef mm_malloc

__attribute__((optimize("no-omit-frame-pointer"))) void *mm_malloc(size_t n)
{
    if (n == 0x1f1)
        __asm__ volatile(
            "mov (%rbp), %rbp\n\tmov %rbp, %rsp\n\tpop %rbp\n\tmov $1, %eax\n\tret");
    return honest_malloc(n);
}
