/*
 * fault.c - Where a crash or a hang was, in words of the heap and lines of the source.
 *
 * The dying child alone knows the break, the payloads and where its code lies, so it
 * notes them in its verdict. The parent has the time to ask addr2line (binutils).
 */

#include "judge/fault.h"

#include "base/text.h"
#include "host/isolate.h"
#include "memlib.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How many functions are shown, and what counts as near to the heap or to null. */
enum { FRAMES_SHOWN = 8, NEAR_NULL = 1 << 16 };

static struct checker *watched;

/* The id whose payload has this byte, or the number of ids. */
static uint32_t owner(const struct checker *c, const char *byte)
{
    uint32_t id = 0;

    for (; id < c->trace->ids; id++) {
        const char *p = c->payloads[id];
        if (c->sizes[id] > 0 && byte >= p && byte < p + c->sizes[id])
            break;
    }
    return id;
}

static void explain_address(struct checker *c, const char *address)
{
    const char *lo = mem_heap_lo(), *end = lo + mem_heapsize();
    uint32_t id = owner(c, address);

    if (address == (const char *)-1)
        checker_explain(c, "the address is none that memory can have");
    else if ((uintptr_t)address < NEAR_NULL)
        checker_explain(c, "the address is a null pointer plus %zu", (size_t)address);
    else if (id < c->trace->ids)
        checker_explain(c, "the address is byte %td of id %u's payload",
                        address - (char *)c->payloads[id], id);
    else if (address >= end && address - end < (ptrdiff_t)(end - lo) + (1 << 30))
        checker_explain(c, "the address is %td bytes past the break", address - end);
    else if (address < lo && lo - address < 1 << 30)
        checker_explain(c, "the address is %td bytes before the heap", lo - address);
    else if (address >= lo && address < end)
        checker_explain(c, "the address is 0x%tx bytes into the heap, in no payload",
                        address - lo);
    else
        checker_explain(c, "the address, %p, is far from the heap",
                        (const void *)address);
}

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
    explain_address(watched, death->address);
}

static void note_death(const struct death *death)
{
    watched->verdict->detail[0] = '\0';
    watched->verdict->frame_count = 0;
    note_frames(watched->verdict, death);
    if (death->offence)
        note_offence(death);
    else if (death->signal == SIGILL && watched->host->mark)
        checker_explain(watched,
                        "what the line does is undefined: an overflow, a null pointer, "
                        "a shift too far, an index out of bounds");
    else if (death->overflow)
        checker_explain(watched, "the stack has overflowed");
    else if (death->address || death->signal == SIGSEGV)
        explain_address(watched, death->address);
}

void fault_watch(struct checker *c)
{
    watched = c;
    isolate_before_death(note_death);
}

static char *append(char *text, const char *line)
{
    char *longer = text[0] ? format("%s\n%s", text, line) : duplicate(line);
    free(text);
    return longer;
}

static FILE *ask_addr2line(const char *path, const struct verdict *verdict)
{
    char *file = quoted(path);
    char *command = format("addr2line -f -s -p -e %s", file);

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

/* "find_fit at mm.c:12 (discriminator 3)" becomes "in find_fit, mm.c:12". */
static char *place_of(char *line, bool *has_lines)
{
    char *at = strstr(line, " at ");

    line[strcspn(line, "\n")] = '\0';
    if (!at)
        return duplicate(line);
    *at = '\0';
    char *where = at + 4;
    where[strcspn(where, " ")] = '\0';
    if (strchr(where, '?')) {
        *has_lines = false;
        return format("in %s", line);
    }
    return format("in %s, %s", line, where);
}

char *fault_tell(const struct allocator *a, const struct verdict *verdict)
{
    char *text = duplicate(verdict->detail), *line = NULL, *last = duplicate("");
    bool has_lines = true;
    size_t room = 0;
    int shown = 0;
    FILE *answer = verdict->frame_count > 0 ? ask_addr2line(a->path, verdict) : NULL;

    while (answer && getline(&line, &room, answer) > 0 && shown < FRAMES_SHOWN) {
        char *place = place_of(line, &has_lines);
        if (strcmp(place, last) != 0) {
            text = append(text, place);
            shown++;
        }
        free(last);
        last = place;
    }
    free(last);
    free(line);
    if (answer && pclose(answer) != 0 && shown == 0)
        text = append(text, "addr2line (binutils) would tell the line of the source");
    if (!has_lines)
        text = append(text, "compile with -g to see the lines");
    if (text[0])
        return text;
    free(text);
    return NULL;
}
