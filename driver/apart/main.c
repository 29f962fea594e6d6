/*
 * main.c - The host program: an allocator in a process of its own.
 *
 *     host WIRE HEAP     two descriptors: the wire with the stack behind it, and the heap
 *
 * The judge has started it, and asks over the wire. Nothing that is worth touching is in
 * this process: no trace, no books, no clock that counts.
 */

#include "apart/heap.h"
#include "apart/platform-cell.h"
#include "apart/serve.h"
#include "config.h"
#include "host/death.h"
#include "host/load.h"
#include "host/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct cell cell;
static struct wire *wire;
static struct host host;

/* What a signal is about to do, for the judge. */
static void tell_death(const struct death *death)
{
    struct wire_death *told = &wire->death;

    told->overflow = death->overflow;
    told->fault = death->fault;
    told->addressed = death->addressed;
    told->alignment = death->alignment;
    told->lost = death->lost;
    told->address = (uintptr_t)death->address;
    told->base = (uintptr_t)death->base;
    for (int i = 0; i < death->frame_count; i++)
        told->frames[i] = (uintptr_t)death->frames[i];
    told->frame_count = (size_t)death->frame_count;
}

/* A bit for each question that the allocator has a function for. */
static size_t abilities(void)
{
    size_t has = host.lacks_calloc ? 0 : 1u << ASK_CALLOC;

    has |= host.checkheap ? 1u << ASK_CHECKHEAP : 0;
    has |= host.usable_size ? 1u << ASK_USABLE_SIZE : 0;
    has |= host.memalign ? 1u << ASK_MEMALIGN : 0;
    return has | (host.walk ? 1u << ASK_WALK : 0);
}

static void load(void)
{
    struct wire_plugin *plugin = &wire->plugin;

    plugin->begun = true;
    plugin->loaded =
        load_plugin(wire->path, &host, plugin->message, sizeof plugin->message);
    if (!plugin->loaded)
        return;
    plugin->has = abilities();
    plugin->simulated = host.simulated;
    plugin->alignment = host.alignment;
    plugin->heap_limit = host.heap_limit;
    plugin->has_contract = host.contract != NULL;
    if (host.contract)
        snprintf(plugin->contract, sizeof plugin->contract, "%s", host.contract);
}

static void serve_wire(void)
{
    serve(wire, &host, cell.tape);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    cell = cell_enter(atoi(argv[1]), atoi(argv[2]));
    wire = cell.wire;
    heap_begin(wire);
    setvbuf(stdout, NULL, _IONBF, 0); /* the judge sees to it that no buffer lasts */
    death_tell_by(tell_death);
    death_catch(cell.stack + HOST_STACK, HOST_STACK);
    if (!cell_confine_loading())
        return 3;
    load();
    if (wire->plugin.loaded && host.contract)
        cell_open_below(&cell);
    if (!cell_confine())
        return 3;
    cell_run(&cell, serve_wire);
}
