/*
 * test_shadow.c - The shadow against a plain array of owners, at random.
 */

#include "cm.h"

#include "config.h"
#include "judge/shadow.h"

#include <stdio.h>
#include <stdlib.h>

#define NO_ID UINT32_MAX

enum { GRANULES = 20000, IDS = 400, STEPS = 20000 };

static char *const base = (char *)0x10000000; /* never touched */
static size_t sizes[IDS];
static size_t starts[IDS];
static uint32_t owner[GRANULES * ALIGNMENT];

static void set_owner(size_t start, size_t n, uint32_t id)
{
    for (size_t i = 0; i < n; i++)
        owner[start + i] = id;
}

static int is_free(size_t start, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (owner[start + i] != NO_ID)
            return 0;
    return 1;
}

/* The payload that the shadow names must have one of the bytes. */
static void check_owner(size_t start, size_t n)
{
    const char *payload = shadow_owner(base + start, n);

    if (is_free(start, n)) {
        assert_null(payload);
        return;
    }
    assert_non_null(payload);
    size_t first = (size_t)(payload - base);
    uint32_t id = owner[first];
    assert_int_not_equal(id, NO_ID);
    assert_int_equal(starts[id], first);
    assert_true(first < start + n && start < first + sizes[id]);
}

static void the_shadow_knows_every_owner(void **state)
{
    (void)state;
    unsigned seed = 20240;
    printf("seed %u\n", seed);
    srand(seed);
    shadow_init(base, sizeof owner / sizeof *owner);
    set_owner(0, sizeof owner / sizeof *owner, NO_ID);
    for (int step = 0; step < STEPS; step++) {
        uint32_t id = (uint32_t)rand() % IDS;
        size_t n = 1 + (size_t)rand() % (rand() % 20 ? 200 : 20000);
        size_t start = (size_t)rand() % (GRANULES - 20000 / ALIGNMENT - 1) * ALIGNMENT;
        check_owner(start, n);
        if (sizes[id]) {
            shadow_release(base + starts[id], sizes[id]);
            set_owner(starts[id], sizes[id], NO_ID);
            sizes[id] = 0;
        } else if (is_free(start, n)) {
            starts[id] = start;
            sizes[id] = n;
            set_owner(start, n, id);
            shadow_claim(base + start, n);
        }
    }
    shadow_free();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_shadow_knows_every_owner)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
