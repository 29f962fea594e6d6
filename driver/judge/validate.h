#ifndef VALIDATE_H
#define VALIDATE_H

#include "host/allocator.h"
#include "judge/checks.h"
#include "judge/verdict.h"
#include "trace/trace.h"

/*
 * validate.h - The checked replay: is the allocator correct, and how large is its heap?
 *
 * docs/design.md says in full what "valid" means.
 *
 * judge/ is the room of what is checked, and of the books. It does not know where the
 * allocator runs.
 */

struct validation {
    const struct trace *trace;
    struct allocator *allocator; /* found, and not yet loaded */
    struct checks checks;
};

/* Does nothing: a debugger stops here, just before the request of break_at, and can show
 * the heap by the books (view_print). */
struct checker;
void validate_break(uint32_t line, const char *request, const struct checker *books)
    __attribute__((noinline));

/* Runs in a child of its own. The verdict is zeroed at first. */
void validate(const struct validation *validation, struct verdict *verdict);

#endif
