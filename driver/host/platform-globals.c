/*
 * platform-globals.c - A copy of what a plug-in has loaded as writable data.
 */

#define _GNU_SOURCE /* dl_iterate_phdr */

#include "host/platform-globals.h"

#include "base/error.h"

#include <link.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Larger ones are not looked at to their end. */
enum { MOST = 1 << 20 };

static const void *wanted;
static const char *base, *start;
static char *kept[COPIES];
static size_t bytes;

static bool has(const struct dl_phdr_info *info, const ElfW(Phdr) * part)
{
    return part->p_type == PT_LOAD &&
           (uintptr_t)wanted - (info->dlpi_addr + part->p_vaddr) < part->p_memsz;
}

/* The plug-in's writable part, if it is the one. */
static int look(struct dl_phdr_info *info, size_t size, void *ignored)
{
    bool found = false;

    (void)size;
    (void)ignored;
    for (int i = 0; i < info->dlpi_phnum; i++)
        found = found || has(info, &info->dlpi_phdr[i]);
    for (int i = 0; i < info->dlpi_phnum && found; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_W))
            continue;
        base = (const char *)info->dlpi_addr;
        start = base + part->p_vaddr;
        bytes = part->p_memsz < MOST ? part->p_memsz : MOST;
    }
    return found;
}

void globals_keep(const void *address, int copy)
{
    wanted = address;
    bytes = 0;
    dl_iterate_phdr(look, NULL);
    free(kept[copy]);
    kept[copy] = allocate(bytes + 1, 1);
    if (bytes > 0)
        memcpy(kept[copy], start, bytes);
}

size_t globals_changed(size_t from, int copy)
{
    size_t first = (size_t)(start - base);

    for (size_t i = from > first ? from - first : 0; i < bytes; i++)
        if (start[i] != kept[copy][i])
            return first + i;
    return 0;
}

bool globals_have(const void *p)
{
    return (uintptr_t)p - (uintptr_t)start < bytes;
}

bool globals_end_before(const void *p)
{
    enum { NEAR = 256 };

    return bytes > 0 && bytes < MOST && (uintptr_t)p - (uintptr_t)start - bytes < NEAR;
}

const void *globals_all(size_t *count)
{
    *count = bytes;
    return start;
}
