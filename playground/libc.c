/*
 * libc.c - The little of the C library that an allocator uses.
 */

#include <errno.h>
#include <string.h>

#undef errno /* of a system's header, where lint compiles this */
int errno;

/* WebAssembly has an instruction for each of the first three. */
void *memcpy(void *to, const void *from, size_t n)
{
    return __builtin_memcpy(to, from, n);
}

void *memmove(void *to, const void *from, size_t n)
{
    return __builtin_memmove(to, from, n);
}

void *memset(void *to, int byte, size_t n)
{
    return __builtin_memset(to, byte, n);
}

int memcmp(const void *a, const void *b, size_t n)
{
    const unsigned char *p = a, *q = b;

    for (; n > 0; n--, p++, q++)
        if (*p != *q)
            return *p - *q;
    return 0;
}

size_t strlen(const char *string)
{
    const char *end = string;

    while (*end)
        end++;
    return (size_t)(end - string);
}
