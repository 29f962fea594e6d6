/*
 * undefined.c - What C leaves undefined ends an allocator that is watched, in words.
 *
 * Its compiler has put a check before such operations, which calls one of these (gcc's
 * and clang's sanitizer for undefined behaviour). Addresses are left to watch.c, which
 * can tell what led to them.
 */

#include "base/text.h"
#include "host/death.h"

#include <stdint.h>
#include <stdio.h>

/* What the compiler says of a type: kind 0 is an integer, of 2^(info / 2) bits, with a
 * sign if info is odd. */
struct type {
    uint16_t kind, info;
    char name[];
};

struct outside {
    const char *file;
    uint32_t line, column;
    const struct type *array, *index;
};

/* An index of at most a word's bits, which the compiler has passed without its sign. */
static intptr_t signed_index(const struct type *type, uintptr_t index)
{
    unsigned unused = 8 * sizeof index - (1U << (type->info / 2));

    return type->info % 2 ? (intptr_t)(index << unused) >> unused : (intptr_t)index;
}

void __ubsan_handle_out_of_bounds_abort(const struct outside *what, uintptr_t index);
void __ubsan_handle_add_overflow_abort(void *what, uintptr_t a, uintptr_t b);
void __ubsan_handle_sub_overflow_abort(void *what, uintptr_t a, uintptr_t b);
void __ubsan_handle_mul_overflow_abort(void *what, uintptr_t a, uintptr_t b);
void __ubsan_handle_negate_overflow_abort(void *what, uintptr_t a);
void __ubsan_handle_divrem_overflow_abort(void *what, uintptr_t a, uintptr_t b);
void __ubsan_handle_shift_out_of_bounds_abort(void *what, uintptr_t a, uintptr_t bits);
void __ubsan_handle_load_invalid_value_abort(void *what, uintptr_t value);

void __ubsan_handle_out_of_bounds_abort(const struct outside *what, uintptr_t index)
{
    death_of(format("index %td is outside its array, %s",
                    signed_index(what->index, index), what->array->name));
}

void __ubsan_handle_add_overflow_abort(void *what, uintptr_t a, uintptr_t b)
{
    (void)what, (void)a, (void)b;
    death_of("a sum does not fit its type");
}

void __ubsan_handle_sub_overflow_abort(void *what, uintptr_t a, uintptr_t b)
{
    (void)what, (void)a, (void)b;
    death_of("a difference does not fit its type");
}

void __ubsan_handle_mul_overflow_abort(void *what, uintptr_t a, uintptr_t b)
{
    (void)what, (void)a, (void)b;
    death_of("a product does not fit its type");
}

void __ubsan_handle_negate_overflow_abort(void *what, uintptr_t a)
{
    (void)what, (void)a;
    death_of("a negated number does not fit its type");
}

void __ubsan_handle_divrem_overflow_abort(void *what, uintptr_t a, uintptr_t b)
{
    (void)what, (void)a;
    death_of(b == 0 ? "a division by zero" : "a quotient does not fit its type");
}

void __ubsan_handle_shift_out_of_bounds_abort(void *what, uintptr_t a, uintptr_t bits)
{
    (void)what, (void)a;
    death_of(format("a shift by %td bits: too many, or of too large a number",
                    (ptrdiff_t)bits));
}

void __ubsan_handle_load_invalid_value_abort(void *what, uintptr_t value)
{
    (void)what;
    death_of(
        format("a bool or an enum holds %td, which is no value of it", (ptrdiff_t)value));
}
