/*
 * inuse.c - A block in use that is taken for a free one.
 *
 *     | header: in use | payload ...
 *       '-- read, before it was treated so
 */

#include "judge/inuse.h"

#include "judge/offset.h"
#include "judge/order.h"
#include "judge/telling.h"

#include <stdio.h>
#include <string.h>

enum { FIELDS = 16, TOLD = 3 };

/* Adds the place of the load, but not of its callers. */
static void add_place(const struct checker *c, char *places, size_t size,
                      const struct access *load)
{
    struct access inner = *load;
    size_t used = strlen(places);

    inner.callers[1] = NULL;
    snprintf(places + used, size - used, "%s%s", used ? ";" : "",
             telling_place(c, &inner).text + 1);
}

/* Where this request has read that header, each place once, the latest first. */
static void find_looks(const struct checker *c, const char *header, size_t width,
                       char *places, size_t size)
{
    const struct access *load = NULL, *told[TOLD];
    int count = 0;

    while (count < TOLD && (load = c->host->last(LOADED, header, width, load)) &&
           load->request == c->verdict->progress.request) {
        int i = 0;
        while (i < count && told[i]->callers[0] != load->callers[0])
            i++;
        if (i < count || load->p != header)
            continue;
        told[count++] = load;
        add_place(c, places, size, load);
    }
}

void inuse_explain(struct checker *c, const char *payload, size_t at)
{
    const struct order *o = c->order;
    const struct layout *l = o ? &o->sight.now.layout : NULL;
    char places[160] = "";

    if (!o || o->over || !l->known || at >= FIELDS || c->checking)
        return;
    const char *header = payload - l->before;
    if (!o->sight.meanings.in_use.bit || rules_says_free(&o->sight.meanings, header))
        return;
    find_looks(c, header, l->width, places, sizeof places);
    checker_explain(
        c, "by its header, 0x%zx bytes into the heap, that block is in use%s%s",
        offset(header), places[0] ? ": this request has read the header" : "", places);
}
