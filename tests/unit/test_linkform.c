/*
 * test_linkform.c - How an allocator keeps its links: learnt from what it stores.
 */

#include "cm.h"

#include "judge/linkform.h"
#include "memlib.h"

#include <stdlib.h>
#include <string.h>

/* Three blocks of 32 bytes with headers of 4, of which the one in the middle is in use.
 */
enum { BLOCK = 32, TAG = 4, BLOCKS = 3 };

struct scene {
    char *lo;
    struct block blocks[BLOCKS];
    struct layout layout;
    struct host host;
    struct linkform *form;
};

static struct scene scene(void)
{
    struct scene s = {.layout = {.before = TAG, .width = TAG}};

    mem_init();
    s.lo = mem_sbrk(BLOCKS * BLOCK + 16);
    for (int i = 0; i < BLOCKS; i++)
        s.blocks[i] =
            (struct block){.p = s.lo + 12 + i * BLOCK, .n = BLOCK, .live = i == 1};
    return s;
}

static void look(struct scene *s)
{
    s->form = linkform_new(&s->host);
    linkform_look(s->form, s->blocks, BLOCKS, TAG, 0);
}

/* A store of a word of 4 bytes. */
static struct access store(char *p, uint32_t value)
{
    memcpy(p, &value, sizeof value);
    return (struct access){.deed = STORED, .p = p, .n = sizeof value, .value = value};
}

/* With the links of both free blocks, to each other's payload. */
static struct scene learnt(void)
{
    struct scene s = scene();
    struct access first = store(s.lo + 16, 16 + 2 * BLOCK);
    struct access last = store(s.lo + 16 + 2 * BLOCK, 16);

    look(&s);
    linkform_learn(s.form, &s.layout, &first);
    linkform_learn(s.form, &s.layout, &last);
    return s;
}

static void test_addresses_at_first(void **state)
{
    struct scene s = scene();
    char *to = s.lo + 16;
    struct access link = {.p = s.lo + 48, .n = sizeof to, .value = (uintptr_t)to};
    struct access end = {.p = s.lo + 48, .n = sizeof to};

    look(&s);
    assert_ptr_equal(linkform_to(s.form, &link), to);
    assert_true(linkform_is_null(s.form, &end));
    memcpy(s.lo + 48, &to, sizeof to);
    assert_ptr_equal(linkform_at(s.form, s.lo + 48), to);
    free(s.form);
    (void)state;
}

static void test_offsets_once_they_are_seen(void **state)
{
    struct scene s = learnt();
    struct access link = store(s.lo + 16, 16 + 2 * BLOCK), end = store(s.lo + 20, 0);
    assert_ptr_equal(linkform_to(s.form, &link), s.lo + 16 + 2 * BLOCK);
    assert_ptr_equal(linkform_at(s.form, s.lo + 16), s.lo + 16 + 2 * BLOCK);
    assert_true(linkform_is_null(s.form, &end));
    assert_false(linkform_is_null(s.form, &link));
    free(s.form);
    (void)state;
}

static void test_a_header_is_no_link(void **state)
{
    struct scene s = learnt();
    struct access header = store(s.lo + 12, BLOCK), odd = store(s.lo + 16, 33);
    assert_null(linkform_to(s.form, &header));
    assert_null(linkform_to(s.form, &odd));
    free(s.form);
    (void)state;
}

static void test_one_number_is_chance(void **state)
{
    struct scene s = scene();
    struct access number = store(s.lo + 16, 16 + 2 * BLOCK);

    look(&s);
    linkform_learn(s.form, &s.layout, &number);
    assert_null(linkform_to(s.form, &number));
    free(s.form);
    (void)state;
}

static void test_one_that_leads_to_a_block_in_use_says_nothing(void **state)
{
    struct scene s = scene();
    struct access a = store(s.lo + 16, 16 + BLOCK), b = store(s.lo + 20, 16 + BLOCK);

    look(&s);
    linkform_learn(s.form, &s.layout, &a);
    linkform_learn(s.form, &s.layout, &b);
    assert_null(linkform_to(s.form, &a));
    free(s.form);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses_at_first),
        cmocka_unit_test(test_offsets_once_they_are_seen),
        cmocka_unit_test(test_a_header_is_no_link),
        cmocka_unit_test(test_one_number_is_chance),
        cmocka_unit_test(test_one_that_leads_to_a_block_in_use_says_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
