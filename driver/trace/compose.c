/*
 * compose.c - Requests to a trace's text.
 */

#include "trace/compose.h"

#include "base/error.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNKNOWN UINT32_MAX

struct item_list compose_items(const struct trace *trace)
{
    struct item_list list = {.count = trace->count};
    uint32_t *life = allocate(trace->ids + 1, sizeof *life);
    uint32_t lives = 0;

    list.items = allocate(list.count, sizeof *list.items);
    for (size_t i = 0; i < list.count; i++) {
        const struct request *r = &trace->requests[i];
        bool is_new = (r->op != REALLOC && r->op != FREE) || r->id == trace->ids;
        if (is_new)
            life[r->id] = lives++;
        list.items[i] = (struct item){r->op, life[r->id], r->n, {0}};
        if (r->extra)
            list.items[i].extra = trace->extras[r->extra];
    }
    free(life);
    list.lives = lives;
    return list;
}

void compose_renumber(struct item_list *list)
{
    uint32_t *number = allocate(list->lives, sizeof *number);
    uint32_t lives = 0;

    for (size_t i = 0; i < list->lives; i++)
        number[i] = UNKNOWN;
    for (size_t i = 0; i < list->count; i++) {
        uint32_t *new = &number[list->items[i].life];
        if (*new == UNKNOWN)
            *new = lives++;
        list->items[i].life = *new;
    }
    free(number);
    list->lives = lives;
}

/* What the header and the lines need to know as they are written. */
struct writer {
    FILE *file;
    uint32_t *id;  /* of each lifetime */
    size_t *size;  /* of each that is live; 0 for the others */
    uint32_t next; /* id */
    size_t payload, peak;
};

/* A name where there is one, so that the text is the same for all word lengths. */
static void write_size(FILE *file, size_t n)
{
    enum { NEAR = 1 << 16 };

    if (n == SIZE_MAX)
        fputs(" SIZE_MAX", file);
    else if (n > SIZE_MAX - NEAR)
        fprintf(file, " SIZE_MAX-%zu", SIZE_MAX - n);
    else
        fprintf(file, " %zu", n);
}

/* What stands after the id. */
static void write_arguments(FILE *file, const struct item *item)
{
    static const char *const answers[] = {"", " may fail", " fails"};
    const struct extra *extra = &item->extra;

    if (item->op == MEMALIGN)
        fprintf(file, " %zu", extra->alignment);
    if (item->op == CALLOC && (extra->count || extra->each)) {
        write_size(file, extra->count);
        write_size(file, extra->each);
    } else {
        write_size(file, item->n);
    }
    fprintf(file, "%s\n", answers[extra->answer]);
}

static void write_item(struct writer *w, const struct item *item)
{
    static const char letters[] = {'a', 'c', 'm', 'r', 'r'};
    size_t *size = &w->size[item->life], n = item->extra.answer == SERVED ? item->n : 0;

    if (item->op == FREE && w->id[item->life] == UNKNOWN) {
        fputs("f -1\n", w->file);
        return;
    }
    if (w->id[item->life] == UNKNOWN)
        w->id[item->life] = w->next++;
    if (item->extra.answer != MUST_FAIL) {
        w->payload += n - *size;
        *size = n;
    }
    w->peak = w->payload > w->peak ? w->payload : w->peak;
    if (item->op == FREE) {
        fprintf(w->file, "f %u\n", w->id[item->life]);
        return;
    }
    fprintf(w->file, "%c %u", letters[item->op], w->id[item->life]);
    write_arguments(w->file, item);
}

static struct writer writer_new(const struct item_list *list, char **text, size_t *length)
{
    struct writer w = {.file = open_memstream(text, length)};

    if (!w.file)
        error_system("no memory for a trace");
    w.id = allocate(list->lives, sizeof *w.id);
    w.size = allocate(list->lives, sizeof *w.size);
    for (size_t i = 0; i < list->lives; i++)
        w.id[i] = UNKNOWN;
    return w;
}

char *compose_text(const struct item_list *list, int weight, size_t *length)
{
    char *requests;
    struct writer w = writer_new(list, &requests, length);

    for (size_t i = 0; i < list->count; i++)
        write_item(&w, &list->items[i]);
    fclose(w.file);
    char *text =
        format("%d\n%u\n%zu\n%zu\n%s", weight, w.next, list->count, w.peak, requests);
    *length = strlen(text);
    free(requests);
    free(w.id);
    free(w.size);
    return text;
}
