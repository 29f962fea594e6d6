/*
 * fault.c - Where a crash or a hang was, in words of the heap and lines of the source.
 *
 * The dying child alone knows the break, the payloads and where its code lies, so it
 * notes them in its verdict. The parent has the time to ask addr2line (binutils).
 */

#include "judge/fault.h"

#include "base/text.h"
#include "host/death.h"
#include "judge/address.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES_SHOWN = 8 };

static struct checker *watched;

/* A return address is that of the next instruction; frame 2 is where the signal came,
 * after the handler's own and the system's. */
static void note_frames(struct verdict *verdict, const struct death *death)
{
    for (int i = 0; i < death->frame_count; i++) {
        const char *code = death->frames[i];
        size_t offset = watched->host->code_offset(code - (i > 2));
        if (offset)
            verdict->frames[verdict->frame_count++] = offset;
    }
}

static void note_offence(const struct death *death)
{
    snprintf(watched->verdict->message, sizeof watched->verdict->message, "%s",
             death->offence);
    watched->verdict->caught = true;
    address_explain(watched, death);
}

/* In code that is not the allocator's, nor called from there? Then it was a tail call. */
static bool is_outside(const struct verdict *verdict, const struct death *death)
{
    return death->fault && !death->overflow && verdict->frame_count == 0 &&
           death->frame_count > 2 && death->frames[2] != death->address;
}

/* What the request has to do with it. */
static void note_request(struct checker *c)
{
    size_t i = c->verdict->progress.request;

    if (i < c->trace->count &&
        trace_answer(c->trace, &c->trace->requests[i]) == MUST_FAIL)
        checker_explain(c, "the heap cannot have so much: this request must return NULL");
    if (c->checking)
        checker_explain(
            c, "in mm_checkheap: this request, or one before, has left a link or "
               "a size that is wrong");
    if (c->verdict->progress.phase == REPEATING)
        checker_explain(c, "the first replay did not fail: mm_init leaves a global as it "
                           "was, or what nobody has written is read");
}

/* What ended it, in words. */
static void note_cause(const struct death *death)
{
    if (death->offence)
        note_offence(death);
    else if (death->signal == SIGILL && watched->host->mark)
        checker_explain(watched,
                        "what the line does is undefined: an overflow, a null pointer, "
                        "a shift too far, an index out of bounds");
    else if (death->overflow)
        checker_explain(watched, "the stack has overflowed");
    else if (death->signal == SIGFPE)
        checker_explain(watched, "a division by zero, or one whose result is too large");
    else if (death->fault)
        address_explain(watched, death);
}

static void note_death(const struct death *death)
{
    watched->verdict->detail[0] = '\0';
    watched->verdict->frame_count = 0;
    note_frames(watched->verdict, death);
    if (!death->lost)
        note_cause(death);
    note_request(watched);
    if (death->lost)
        checker_explain(watched, "the stack is damaged: an array among the local "
                                 "variables was written past its end");
    else if (is_outside(watched->verdict, death))
        checker_explain(watched,
                        "in a library function, memset or the like, with whose call a "
                        "function of yours ends: make gdb shows which");
}

void fault_watch(struct checker *c)
{
    watched = c;
    death_tell_by(note_death);
}

static char *append(char *text, const char *line)
{
    char *longer = text[0] ? format("%s\n%s", text, line) : duplicate(line);
    free(text);
    return longer;
}

/* Of code that was inlined, a line for each function that it stands in. */
static FILE *ask_addr2line(const char *path, const struct verdict *verdict)
{
    char *file = quoted(path);
    char *command = format("addr2line -f -i -p -e %s 2>/dev/null", file);

    for (int i = 0; i < verdict->frame_count && i < MAX_FRAMES; i++) {
        char *longer = format("%s 0x%zx", command, verdict->frames[i]);
        free(command);
        command = longer;
    }
    FILE *answer = popen(command, "r");
    free(command);
    free(file);
    return answer;
}

static bool begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* "find_fit at /home/me/mm.c:12 (discriminator 3)" becomes "in find_fit, mm.c:12". NULL
 * for a place that is not the allocator's: in headers, or where it is watched. */
static char *place_of(char *line, bool *has_lines)
{
    static const char inlined[] = " (inlined by) ";
    char *at = strstr(line, " at ");

    line[strcspn(line, "\n")] = '\0';
    if (begins_with(line, inlined))
        line += strlen(inlined);
    if (!at)
        return duplicate(line);
    *at = '\0';
    char *where = at + 4, *slash;
    char *end = strstr(where, " (");
    if (end)
        *end = '\0';
    if (strchr(where, '?')) {
        *has_lines = false;
        return format("in %s", line);
    }
    if (begins_with(where, "/usr/include/") || begins_with(where, "/usr/lib") ||
        strstr(where, "/tools/watched.c"))
        return NULL;
    slash = strrchr(where, '/');
    return format("in %s, %s", line, slash ? slash + 1 : where);
}

/* What addr2line answers, each place once, added to the text. */
static char *add_places(char *text, FILE *answer, bool *has_lines)
{
    char *line = NULL, *last = duplicate("");
    size_t room = 0;

    for (int shown = 0; shown < FRAMES_SHOWN && getline(&line, &room, answer) > 0;) {
        char *place = place_of(line, has_lines);
        if (!place)
            continue;
        if (strcmp(place, last) != 0) {
            text = append(text, place);
            shown++;
        }
        free(last);
        last = place;
    }
    free(last);
    free(line);
    return text;
}

char *fault_tell(const struct allocator *a, const struct verdict *verdict)
{
    char *text = duplicate(verdict->detail);
    bool has_lines = true;
    FILE *answer = verdict->frame_count > 0 ? ask_addr2line(a->path, verdict) : NULL;

    if (answer) {
        size_t before = strlen(text);
        text = add_places(text, answer, &has_lines);
        if (pclose(answer) != 0 && strlen(text) == before)
            text = append(text, "addr2line (binutils) would tell the line of the source");
    }
    if (!has_lines)
        text = append(text, "compile with -g to see the lines");
    if (text[0])
        return text;
    free(text);
    return NULL;
}
