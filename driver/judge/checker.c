/*
 * checker.c - Sentences go into the verdict, which the parent reads.
 */

#include "judge/checker.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool checker_fail(struct checker *c, size_t request, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    c->verdict->request = request;
    vsnprintf(c->verdict->message, sizeof c->verdict->message, format, arguments);
    va_end(arguments);
    return false;
}

void checker_explain(struct checker *c, const char *format, ...)
{
    char *detail = c->verdict->detail;
    size_t used = strlen(detail), size = sizeof c->verdict->detail;
    va_list arguments;

    if (used > 0 && used + 1 < size)
        detail[used++] = '\n';
    va_start(arguments, format);
    vsnprintf(detail + used, size - used, format, arguments);
    va_end(arguments);
}

void checker_set_aside(struct checker *c, struct waste *waste, size_t i)
{
    waste->request = i;
    memcpy(waste->detail, c->verdict->detail, sizeof waste->detail - 1);
    c->verdict->detail[0] = '\0';
}

uint32_t checker_owner(const struct checker *c, const char *byte)
{
    uint32_t id = 0;

    for (; id < c->trace->ids; id++) {
        const char *p = c->payloads[id];
        if (c->sizes[id] > 0 && byte >= p && byte < p + c->sizes[id])
            break;
    }
    return id;
}

const char *checker_moved_from(const struct checker *c, size_t i, size_t *n)
{
    const struct request *all = c->trace->requests, *r = &all[i];

    for (size_t j = i; r->op == REALLOC && j-- > 0;) {
        if (all[j].id == r->id && (all[j].op == FREE || all[j].n == 0))
            break;
        if (all[j].id == r->id && c->returned[j]) {
            *n = all[j].n;
            return c->returned[j];
        }
    }
    *n = 0;
    return NULL;
}
