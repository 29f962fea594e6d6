/*
 * load.c - Plug-ins to functions.
 */

#define _GNU_SOURCE /* dladdr */

#include "host/load.h"

#include "config.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const char *loaded; /* the path of the plug-in */

size_t load_code_offset(const void *code)
{
    Dl_info info;

    if (!loaded || !dladdr(code, &info) || strcmp(info.dli_fname, loaded) != 0)
        return 0;
    return (size_t)((const char *)code - (const char *)info.dli_fbase);
}

/* Others than those of mm.h are mostly static, and have no name here. Those that
 * compat/names.h has named submission_... have the names of mm.h. */
static const char *function(const void *code)
{
    static const char other[] = "submission_";
    static char own[64];
    Dl_info info;

    if (!load_code_offset(code) || !dladdr(code, &info) || !info.dli_sname)
        return NULL;
    if (strncmp(info.dli_sname, other, strlen(other)) != 0)
        return info.dli_sname;
    snprintf(own, sizeof own, "mm_%s", info.dli_sname + strlen(other));
    return own;
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
static const char *look_up_required(struct host *host, void *plugin)
{
    const struct {
        const char *name;
        void *function;
    } required[] = {{"mm_init", &host->init},
                    {"mm_malloc", &host->malloc},
                    {"mm_free", &host->free},
                    {"mm_realloc", &host->realloc}};

    for (size_t i = 0; i < sizeof required / sizeof required[0]; i++)
        if (!look_up(plugin, required[i].name, required[i].function))
            return required[i].name;
    return NULL;
}

int load_nothing_to_init(void)
{
    return 0;
}

/* The functions of a library, loaded for this plug-in alone, so that the driver keeps
 * libc's. The first that is missing, or NULL. */
static const char *look_up_library(struct host *host, const char *library)
{
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);

    host->init = load_nothing_to_init;
    return !handle                                       ? library
           : !look_up(handle, "malloc", &host->malloc)   ? "malloc"
           : !look_up(handle, "free", &host->free)       ? "free"
           : !look_up(handle, "realloc", &host->realloc) ? "realloc"
           : !look_up(handle, "calloc", &host->calloc)   ? "calloc"
                                                         : NULL;
}

static void look_up_optional(struct host *host, void *plugin)
{
    host->lacks_calloc = !host->calloc && !look_up(plugin, "mm_calloc", &host->calloc);
    if (host->lacks_calloc) {
        plain_malloc = host->malloc;
        host->calloc = calloc_by_malloc;
    }
    look_up(plugin, "mm_checkheap", &host->checkheap);
    look_up(plugin, "mm_usable_size", &host->usable_size);
    look_up(plugin, "mm_memalign", &host->memalign);
    look_up(plugin, "mm_walk", &host->walk);
    look_up(plugin, "mm_collect", &host->collect);
    look_up(plugin, "mm_contract", &host->contract);
    const size_t *alignment = dlsym(plugin, "mm_alignment");
    host->alignment = alignment ? *alignment : ALIGNMENT;
    host->watched = dlsym(plugin, "mm_watched") != NULL;
    host->code_offset = load_code_offset;
    host->function = function;
    const size_t *limit = dlsym(plugin, "mm_heap_limit");
    host->heap_limit = limit ? *limit : 0;
    host->simulated = dlsym(plugin, "mm_takes_system_memory") == NULL;
}

/* The loader's reason. That of musl for a name that nobody has is told as glibc does. */
static void explain(char *message, size_t size)
{
    const char *reason = dlerror();
    char path[128], name[128];

    if (strstr(reason, ": symbol not found") &&
        sscanf(reason, "Error relocating %127[^:]: %127[^:]", path, name) == 2)
        snprintf(message, size, "cannot be loaded: %s: undefined symbol: %s", path, name);
    else
        snprintf(message, size, "cannot be loaded: %s", reason);
}

bool load_plugin(const char *path, struct host *host, char *message, size_t size)
{
    void *plugin = dlopen(path, RTLD_NOW | RTLD_LOCAL);

    if (!plugin) {
        explain(message, size);
        return false;
    }
    const char *library = dlsym(plugin, "mm_library");
    const char *missing =
        library ? look_up_library(host, library) : look_up_required(host, plugin);
    if (missing) {
        snprintf(message, size, "cannot be loaded: it has no %s", missing);
        return false;
    }
    loaded = path;
    look_up_optional(host, plugin);
    return true;
}
