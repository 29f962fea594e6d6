/*
 * gather.c - A session's commands for a collector.
 */

#include "debug/gather.h"

#include "judge/whole.h"
#include "memlib.h"

#include <stdio.h>

static bool has_collector(struct session *s)
{
    if (!s->checker.mutator)
        perform_mistake(s, "nothing is collected here: that takes --collect, and an "
                           "allocator with mm_collect");
    return s->checker.mutator != NULL;
}

void gather_collect(struct session *s)
{
    struct checker *c = &s->checker;
    struct garbage before = s->garbage;

    if (!has_collector(s))
        return;
    snprintf(s->exchange->place, sizeof s->exchange->place, "mm_collect: ");
    if (!collect_now(&s->collector, c, s->trace.count)) {
        perform_fail(s);
        return;
    }
    perform_say(s, "mm_collect has freed %zu bytes", s->collector.freed);
    if (s->garbage.in_use > before.in_use)
        perform_say(s, "; %.0f bytes are in use, %.0f of them floating garbage",
                    s->garbage.in_use - before.in_use,
                    s->garbage.floating - before.floating);
    perform_say(s, "\n");
}

/* "id 3", "id 3, 8 bytes inside", or "an integer". */
static void tell_target(struct session *s, const void *address)
{
    const struct checker *c = &s->checker;
    const char *byte = address;

    for (uint32_t id = 0; id < s->trace.ids; id++) {
        const char *p = c->payloads[id];
        if (c->sizes[id] == 0 || byte < p || byte >= p + c->sizes[id])
            continue;
        perform_say(s, "id %u", id);
        if (byte > p)
            perform_say(s, ", %zu bytes inside", (size_t)(byte - p));
        perform_say(s, "\n");
        return;
    }
    perform_say(s, "no payload\n");
}

void gather_roots(struct session *s)
{
    size_t told = 0;

    if (!has_collector(s))
        return;
    for (void *const *root = mem_roots_lo(); root < mem_roots_hi(); root++)
        if (*root) {
            perform_say(s, "root %zu: ", (size_t)(root - mem_roots_lo()));
            tell_target(s, *root);
            told++;
        }
    if (told == 0)
        perform_say(s, "all roots are NULL\n");
}

void gather_links(struct session *s, uint32_t id)
{
    char path[100];

    if (!has_collector(s))
        return;
    const struct node *node = &s->checker.mutator->nodes[id];
    if (!node->live) {
        perform_say(s, "nothing refers to id %u\n", id);
        return;
    }
    perform_say(s, "id %u is %s\n", id,
                mutator_path(s->checker.mutator, id, path, sizeof path));
    for (int i = 0; i < LINKS; i++)
        if (node->links[i]) {
            perform_say(s, "a link of it: ");
            tell_target(s, node->links[i]);
        }
}
