/*
 * platform-oversee.c - The memory of a host's process, by way of /proc.
 */

#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64 /* addresses of 32 bits are offsets, too */

#include "host/platform-oversee.h"

#include "base/error.h"
#include "base/platform.h"
#include "base/text.h"
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static FILE *open_of(pid_t pid, const char *name)
{
    char *path = format("/proc/%d/%s", (int)pid, name);
    FILE *file = fopen(path, "re");

    free(path);
    return file;
}

/* 'S' of a process that waits. */
static char state_of(pid_t pid)
{
    FILE *file = open_of(pid, "stat");
    char state = '?';

    if (!file)
        return state;
    if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
        state = '?';
    fclose(file);
    return state;
}

/* It has passed the turn, and goes to sleep with its next steps, once it has a processor.
 * One that does not for seconds is none that waits for a question, and may be harmed. */
static void let_it_sleep(pid_t pid)
{
    enum { MOMENT = 20, MOMENTS = 1000, LONGER = 1000, MOST = 10000 }; /* microseconds */

    for (int i = 0; i < MOST && state_of(pid) == 'R'; i++)
        usleep(i < MOMENTS ? MOMENT : LONGER);
}

static void copy_region(struct overseer *o, uintptr_t start, uintptr_t end)
{
    struct region region = {start, end - start, NULL};

    if (start >= end)
        return;
    region.copy = allocate(region.size, 1);
    if (pread(o->memory, region.copy, region.size, (off_t)start) != (ssize_t)region.size)
        return;
    o->regions = realloc(o->regions, (o->count + 1) * sizeof *o->regions);
    if (!o->regions)
        error_system("no memory to look after the host");
    o->regions[o->count++] = region;
}

/* The region without the plug-in's variables. */
static void copy_around(struct overseer *o, const struct image *image, uintptr_t start,
                        uintptr_t end)
{
    for (size_t i = 0; i < image->count; i++) {
        uintptr_t from = o->code.from + image->variables[i].from;
        uintptr_t to = o->code.from + image->variables[i].end;
        if (to <= start || from >= end)
            continue;
        copy_region(o, start, from);
        start = to;
    }
    copy_region(o, start, end);
}

struct mapping {
    uintptr_t start, end;
    char rights[8];
    char path[4096];
};

static bool next_mapping(FILE *maps, struct mapping *m)
{
    char line[4400];
    void *start, *end;

    if (!fgets(line, sizeof line, maps))
        return false;
    m->path[0] = '\0';
    if (sscanf(line, "%p-%p %7s %*s %*s %*s %4095[^\n]", &start, &end, m->rights,
               m->path) < 3)
        return false;
    m->start = (uintptr_t)start;
    m->end = (uintptr_t)end;
    return true;
}

/* Where the plug-in's file is mapped, from the first page to the last. */
static void find_code(struct overseer *o, const char *path)
{
    FILE *maps = open_of(o->pid, "maps");
    struct mapping m;

    while (maps && next_mapping(maps, &m)) {
        if (strcmp(m.path, path) != 0)
            continue;
        if (!o->code.from)
            o->code.from = m.start;
        o->code.end = m.end;
    }
    if (maps)
        fclose(maps);
}

static void copy_all(struct overseer *o, const struct image *image)
{
    FILE *maps = open_of(o->pid, "maps");
    struct mapping m;

    while (maps && next_mapping(maps, &m))
        if (strncmp(m.rights, "rw-p", 4) == 0)
            copy_around(o, image, m.start, m.end);
    if (maps)
        fclose(maps);
}

struct overseer overseer_of(pid_t pid, const char *path, const struct image *image,
                            char *stack)
{
    char *name = format("/proc/%d/mem", (int)pid);
    struct overseer o = {.pid = pid, .stack = stack, .random = platform_random() | 1};

    o.memory = open(name, O_RDWR | O_CLOEXEC);
    if (o.memory < 0)
        error_system("%s: the host's memory cannot be looked after", name);
    free(name);
    let_it_sleep(pid);
    find_code(&o, path);
    for (size_t i = 0; i < image->count; i++)
        copy_region(&o, o.code.from + image->variables[i].from,
                    o.code.from + image->variables[i].end);
    o.variables = o.count;
    copy_all(&o, image);
    o.stack_copy = allocate(HOST_STACK, 1);
    memcpy(o.stack_copy, stack, HOST_STACK);
    o.left = 1;
    return o;
}

/* All pages at once; and what cannot be written any more one by one, by force. What is
 * not there any more the host has given up. */
static void write_region(const struct overseer *o, const struct region *r)
{
    struct iovec copy = {r->copy, r->size}, place = {(void *)r->start, r->size};

    if (process_vm_writev(o->pid, &copy, 1, &place, 1, 0) == (ssize_t)r->size)
        return;
    if (pwrite(o->memory, r->copy, r->size, (off_t)r->start) < 0)
        return;
}

/* The regions from this one on, and the stack. */
static void put_back(struct overseer *o, size_t first)
{
    let_it_sleep(o->pid);
    memcpy(o->stack, o->stack_copy, HOST_STACK);
    for (size_t i = first; i < o->count; i++)
        write_region(o, &o->regions[i]);
}

void overseer_scrub(struct overseer *o)
{
    put_back(o, o->variables);
}

void overseer_rewind(struct overseer *o)
{
    put_back(o, 0);
}

/* Xorshift: George Marsaglia, Xorshift RNGs, 2003. */
static uint64_t next_random(struct overseer *o)
{
    o->random ^= o->random << 13;
    o->random ^= o->random >> 7;
    o->random ^= o->random << 17;
    return o->random;
}

void overseer_scrub_at_times(struct overseer *o)
{
    if (--o->left > 0)
        return;
    overseer_scrub(o);
    o->left = 1 + (size_t)(next_random(o) % (2 * SCRUB_EVERY));
}

size_t overseer_code_offset(const struct overseer *o, const void *code)
{
    uintptr_t address = (uintptr_t)code;

    return address >= o->code.from && address < o->code.end ? address - o->code.from : 0;
}
