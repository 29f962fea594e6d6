/* helper-2016.c - Size classes by powers of two from 32. */
#include "helper-2016.h"

int size_class(size_t size, int classes)
{
    int i = 0;
    while (i < classes - 1 && size > (size_t)32 << i)
        i++;
    return i;
}
