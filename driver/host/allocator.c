/*
 * allocator.c - Names to plug-ins, plug-ins to functions.
 */

#define _GNU_SOURCE /* dladdr */

#include "host/allocator.h"

#include "base/error.h"
#include "base/platform.h"
#include "base/text.h"
#include "config.h"
#include "memlib.h"

#include <dirent.h>
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where the Makefile puts the plug-ins, beside the driver. */
static const char *const folders[] = {".", "alloc", "peers"};

enum { FOLDERS = sizeof folders / sizeof folders[0] };

/* The plug-in of that name beside the driver, or NULL. */
static char *find_plugin(const char *name)
{
    for (int i = 0; i < FOLDERS; i++) {
        char *path = format("%s/%s/%s.so", platform_folder(), folders[i], name);
        if (access(path, R_OK) == 0)
            return path;
        free(path);
    }
    return NULL;
}

struct allocator allocator_find(const char *spec)
{
    struct allocator a = {.name = stem(spec, ".so"), .spec = spec};

    if (strcmp(spec, "libc") == 0)
        return a;
    if (!strchr(spec, '/')) {
        a.path = find_plugin(spec);
        if (!a.path)
            error_user("there is no allocator '%s' (--list names them; a path to a file "
                       "has a slash)",
                       spec);
    } else {
        a.path = realpath(spec, NULL);
        if (!a.path || access(a.path, R_OK) < 0)
            error_user("%s: there is no such file, or it cannot be read", spec);
    }
    return a;
}

static int is_plugin(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 3 && strcmp(entry->d_name + length - 3, ".so") == 0;
}

char **allocator_family(size_t *count)
{
    struct dirent **entries;
    char *folder = format("%s/alloc", platform_folder());
    int n = scandir(folder, &entries, is_plugin, alphasort);

    *count = n > 0 ? (size_t)n : 0;
    char **names = allocate(*count, sizeof *names);
    for (size_t i = 0; i < *count; i++) {
        names[i] = stem(entries[i]->d_name, ".so");
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
    free(folder);
    return names;
}

static int nothing_to_init(void)
{
    return 0;
}

static void load_libc(struct allocator *a)
{
    platform_settle_libc();
    a->init = nothing_to_init;
    a->malloc = malloc;
    a->free = free;
    a->realloc = realloc;
    a->calloc = calloc;
}

static void *(*plain_malloc)(size_t n);

/* For a plug-in without one. */
static void *calloc_by_malloc(size_t count, size_t n)
{
    if (n && count > SIZE_MAX / n)
        return NULL;
    void *p = plain_malloc(count * n);
    return p ? memset(p, 0, count * n) : NULL;
}

/* Sets *function, of whatever type, to what the plug-in has by that name. */
static bool look_up(void *plugin, const char *name, void *function)
{
    void *symbol = dlsym(plugin, name);
    memcpy(function, &symbol, sizeof symbol);
    return symbol != NULL;
}

/* Sets the functions that it must have; the first that is missing, or NULL. */
static const char *look_up_required(struct allocator *a, void *plugin)
{
    const struct {
        const char *name;
        void *function;
    } required[] = {{"mm_init", &a->init},
                    {"mm_malloc", &a->malloc},
                    {"mm_free", &a->free},
                    {"mm_realloc", &a->realloc}};

    for (size_t i = 0; i < sizeof required / sizeof required[0]; i++)
        if (!look_up(plugin, required[i].name, required[i].function))
            return required[i].name;
    return NULL;
}

static void look_up_optional(struct allocator *a, void *plugin)
{
    a->lacks_calloc = !look_up(plugin, "mm_calloc", &a->calloc);
    if (a->lacks_calloc) {
        plain_malloc = a->malloc;
        a->calloc = calloc_by_malloc;
    }
    look_up(plugin, "mm_checkheap", &a->checkheap);
    look_up(plugin, "mm_usable_size", &a->usable_size);
    look_up(plugin, "mm_memalign", &a->memalign);
    look_up(plugin, "mm_walk", &a->walk);
    look_up(plugin, "mm_contract", &a->contract);
    const size_t *alignment = dlsym(plugin, "mm_alignment");
    a->alignment = alignment ? *alignment : ALIGNMENT;
    a->watched = dlsym(plugin, "mm_watched") != NULL;
    a->simulated = dlsym(plugin, "mm_takes_system_memory") == NULL;
}

size_t allocator_offset(const struct allocator *a, const void *code)
{
    Dl_info info;

    if (!a->path || !dladdr(code, &info) || strcmp(info.dli_fname, a->path) != 0)
        return 0;
    return (size_t)((const char *)code - (const char *)info.dli_fbase);
}

void allocator_empty_heap(const struct allocator *a, unsigned char fill)
{
    if (a->contract)
        mem_commit(0);
    else
        mem_guard(fill);
    mem_reset_brk();
}

bool allocator_load(struct allocator *a, char *message, size_t size)
{
    if (!a->path) {
        load_libc(a);
        return true;
    }
    void *plugin = dlopen(a->path, RTLD_NOW | RTLD_LOCAL);
    if (!plugin) {
        snprintf(message, size, "cannot be loaded: %s", dlerror());
        return false;
    }
    const char *missing = look_up_required(a, plugin);
    if (missing) {
        snprintf(message, size, "cannot be loaded: it has no %s", missing);
        return false;
    }
    look_up_optional(a, plugin);
    return true;
}
