/*
 * watched.c - What a plug-in that is to be watched is linked with: it says so, and the
 * functions of string.h that touch memory for it tell what they touch, mem_sbrk what it
 * has given, or refused.
 *
 *     cc $(WATCH) -shared ... mm.c tools/watched.c -Wl,--wrap=memcpy,--wrap=mem_sbrk,...
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

extern const bool mm_watched;
const bool mm_watched = true;

/* The driver's. */
void watch_copy(const void *p, size_t n);
void watch_growth(const void *p, size_t n);
void watch_refusal(intptr_t incr);
void __tsan_write_range(void *p, size_t n);

/* The linker's names for what there was before, and for what is called instead. */
void *__real_memcpy(void *to, const void *from, size_t n);
void *__real_memmove(void *to, const void *from, size_t n);
void *__real_memset(void *p, int byte, size_t n);
void *__real_mem_sbrk(intptr_t incr);
void *__wrap_memcpy(void *to, const void *from, size_t n);
void *__wrap_memmove(void *to, const void *from, size_t n);
void *__wrap_memset(void *p, int byte, size_t n);
void *__wrap_mem_sbrk(intptr_t incr);

void *__wrap_memcpy(void *to, const void *from, size_t n)
{
    watch_copy(from, n);
    __tsan_write_range(to, n);
    return __real_memcpy(to, from, n);
}

void *__wrap_memmove(void *to, const void *from, size_t n)
{
    watch_copy(from, n);
    __tsan_write_range(to, n);
    return __real_memmove(to, from, n);
}

void *__wrap_memset(void *p, int byte, size_t n)
{
    __tsan_write_range(p, n);
    return __real_memset(p, byte, n);
}

void *__wrap_mem_sbrk(intptr_t incr)
{
    void *p = __real_mem_sbrk(incr);

    if (p == (void *)-1 || incr <= 0)
        watch_refusal(incr);
    else
        watch_growth(p, (size_t)incr);
    return p;
}
