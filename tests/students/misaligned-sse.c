/* misaligned-sse.c - Headers of 8 bytes, and a store that wants 16. */

#define mm_malloc good_malloc
#include "list.h"
#undef mm_malloc

#ifdef __SSE2__
#include <emmintrin.h>
#endif

void *mm_malloc(size_t n)
{
    char *p = good_malloc(n ? n + 8 : n);

#ifdef __SSE2__
    if (p)
        _mm_store_si128((__m128i *)(p + 8), _mm_set1_epi8(1));
#endif
    return p ? p + 8 : p;
}
