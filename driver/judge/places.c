/*
 * places.c - Asks binutils, and makes words of what they answer.
 */

#include "judge/places.h"

#include "base/text.h"
#include "judge/verdict.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 8 };

static char *append(char *text, const char *line)
{
    char *longer = text[0] ? format("%s\n%s", text, line) : duplicate(line);
    free(text);
    return longer;
}

/* Of code that was inlined, a line for each function that it stands in. */
static FILE *ask_addr2line(const char *path, const size_t *frames, int count)
{
    char *file = quoted(path);
    char *command = format("addr2line -f -i -p -e %s 2>/dev/null", file);

    for (int i = 0; i < count; i++) {
        char *longer = format("%s 0x%zx", command, frames[i]);
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

/* In headers, in what watches an allocator, or in what gives a submission to another
 * handout the form of mm.h? */
static bool is_anothers(const char *where)
{
    return begins_with(where, "/usr/include/") || begins_with(where, "/usr/lib") ||
           strstr(where, "/tools/watched.c") || strstr(where, "/compat/adapter/");
}

/* The function's name as its author knows it, whom compat/names.h has taken it from:
 * submission_realloc is mm_realloc. Changed in place. */
static char *own_name(char *function)
{
    static const char other[] = "submission_", own[] = "mm_";
    size_t shorter = strlen(other) - strlen(own);

    if (!begins_with(function, other))
        return function;
    memcpy(function + shorter, own, strlen(own));
    return function + shorter;
}

/* "find_fit at /home/me/mm.c:12 (discriminator 3)" becomes "in find_fit, mm.c:12". NULL
 * for a place that is not the allocator's. */
static char *place_of(char *line, bool *has_lines)
{
    static const char inlined[] = " (inlined by) ";
    char *at = strstr(line, " at ");

    line[strcspn(line, "\n")] = '\0';
    if (begins_with(line, inlined))
        line += strlen(inlined);
    line = own_name(line);
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
    if (is_anothers(where))
        return NULL;
    slash = strrchr(where, '/');
    return format("in %s, %s", line, slash ? slash + 1 : where);
}

/* What addr2line answers, each place once, added to the text. */
static char *add_places(char *text, FILE *answer, bool *has_lines)
{
    char *line = NULL, *last = duplicate("");
    size_t room = 0;

    for (int shown = 0; shown < SHOWN && getline(&line, &room, answer) > 0;) {
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

char *places_add(char *text, const char *path, const size_t *frames, int count)
{
    FILE *answer = ask_addr2line(path, frames, count);
    size_t before = strlen(text);
    bool has_lines = true;

    if (!answer)
        return text;
    text = add_places(text, answer, &has_lines);
    if (pclose(answer) != 0 && strlen(text) == before)
        text = append(text, "addr2line (binutils) would tell the line of the source");
    if (!has_lines)
        text = append(text, "compile with -g to see the lines");
    return text;
}

/* Adds the word, and what is to stand before it unless it is the first. */
static char *extend(char *text, const char *between, const char *word)
{
    char *longer = format("%s%s%s", text, text[0] ? between : "", word);

    free(text);
    return longer;
}

/* "in put, mm.c:20, called in place, mm.c:88" for these. */
static char *name_code(const char *path, const size_t *frames, int count)
{
    FILE *answer = ask_addr2line(path, frames, count);
    bool has_lines = true;
    char *lines = answer ? add_places(duplicate(""), answer, &has_lines) : duplicate("");
    char *told = duplicate("");

    if (answer)
        pclose(answer);
    if (!lines[0])
        told = extend(told, "", "in code that addr2line (binutils) would name");
    for (char *line = strtok(lines, "\n"); line; line = strtok(NULL, "\n"))
        told = extend(told, ", called ", line);
    free(lines);
    return told;
}

/* Of symbols by address, the last that does not begin after this one, and how far into it
 * that is. NULL if it is no variable's. */
static char *variable_at(FILE *symbols, size_t address, size_t *inside)
{
    char *line = NULL, *found = NULL;
    size_t room = 0;

    while (getline(&line, &room, symbols) > 0) {
        char *kind;
        size_t begin = (size_t)strtoull(line, &kind, 16);
        if (begin > address)
            break;
        *inside = address - begin;
        free(found);
        line[strcspn(line, "\n")] = '\0';
        found = strlen(kind) > 3 && strchr("bBdD", kind[1]) ? duplicate(kind + 3) : NULL;
    }
    free(line);
    return found;
}

/* "rover, lists" for variables that have these bytes, each once; "lists + 64 bytes" for
 * a word within one. */
static char *name_data(const char *path, const size_t *addresses, int count)
{
    char *file = quoted(path), *told = duplicate(""), *last = duplicate("");
    char *command = format("nm -n %s 2>/dev/null", file);

    for (int i = 0; i < count; i++) {
        FILE *symbols = popen(command, "r");
        size_t inside = 0;
        char *name = symbols ? variable_at(symbols, addresses[i], &inside) : NULL;
        if (symbols)
            pclose(symbols);
        if (!name || strcmp(name, last) == 0) {
            free(name);
            continue;
        }
        char *where = count == 1 && inside >= sizeof(void *)
                          ? format("%s + %zu bytes", name, inside)
                          : duplicate(name);
        told = extend(told, ", ", where);
        free(where);
        free(last);
        last = name;
    }
    free(last);
    free(command);
    free(file);
    return told;
}

/* The numbers with which the text goes on, each after the mark. Sets *text to what
 * follows. */
static int read_numbers(const char **text, char mark, size_t *numbers, int most)
{
    int count = 0;

    for (char *end; count < most && **text == mark && strncmp(*text + 1, "0x", 2) == 0;
         *text = end)
        numbers[count++] = (size_t)strtoull(*text + 1, &end, 16);
    return count;
}

char *places_name(const char *path, const char *detail)
{
    char *told = duplicate("");

    while (*detail) {
        size_t numbers[MAX_FRAMES], plain = strcspn(detail, VERDICT_MARKS);
        const char *next = detail + plain;
        char mark = *next;
        int count = read_numbers(&next, mark, numbers, MAX_FRAMES);
        if (count == 0 && *next)
            plain++, next++; /* it stands for itself */
        char *words = count == 0                ? duplicate("")
                      : mark == VERDICT_CODE[0] ? name_code(path, numbers, count)
                                                : name_data(path, numbers, count);
        char *longer = format("%s%.*s%s", told, (int)plain, detail, words);
        free(words);
        free(told);
        told = longer;
        detail = next;
    }
    return told;
}
