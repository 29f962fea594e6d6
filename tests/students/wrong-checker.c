/* wrong-checker.c - The heap is sound, and the checker thinks that it is not. */

#define mm_checkheap good_checkheap
#include "list.h"
#undef mm_checkheap

bool mm_checkheap(int line)
{
    return line < 0;
}
