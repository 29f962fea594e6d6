/*
 * allocator.c - Names to plug-ins, and libc as one of them.
 */

#include "host/allocator.h"

#include "base/error.h"
#include "base/lab.h"
#include "base/platform.h"
#include "base/text.h"
#include "host/load.h"
#include "host/platform-globals.h"

#include <dirent.h>
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

/* Is there a source of that name in alloc/ or a folder of it? */
static bool is_in_family(const char *name)
{
    char *folder = lab_file("alloc");
    glob_t found = {0};

    if (!folder)
        return false;
    char *here = format("%s/%s.c", folder, name);
    char *below = format("%s/*/%s.c", folder, name);
    bool is_there = access(here, F_OK) == 0 || glob(below, 0, NULL, &found) == 0;
    globfree(&found);
    free(here);
    free(below);
    free(folder);
    return is_there;
}

/* Ends the run: why is there none of that name? */
_Noreturn static void miss(const char *name)
{
    if (is_in_family(name))
        error_user("%s is not built yet: 'make variants' builds the reference family",
                   name);
    if (access(name, F_OK) == 0)
        error_user("there is no allocator '%s'; the file of this name is ./%s", name,
                   name);
    error_user("there is no allocator '%s' (--list names them; a path to a file has a "
               "slash)",
               name);
}

struct allocator allocator_find(const char *spec)
{
    struct allocator a = {.name = stem(spec, ".so"), .spec = spec};

    if (strcmp(spec, "libc") == 0)
        return a;
    if (!strchr(spec, '/')) {
        a.path = find_plugin(spec);
        if (!a.path)
            miss(spec);
    } else {
        a.path = realpath(spec, NULL);
        if (!a.path || access(a.path, R_OK) < 0)
            error_user("%s: there is no such file, or it cannot be read", spec);
    }
    return a;
}

const char *allocator_newer_source(const struct allocator *a)
{
    char *built = format("%s/mm.so", platform_folder()), *source = lab_file("mm.c");
    struct stat own, lab, text;
    bool is_it = source && a->path && stat(a->path, &own) == 0 &&
                 stat(built, &lab) == 0 && stat(source, &text) == 0 &&
                 own.st_ino == lab.st_ino && own.st_dev == lab.st_dev;
    bool newer = is_it && (text.st_mtim.tv_sec > own.st_mtim.tv_sec ||
                           (text.st_mtim.tv_sec == own.st_mtim.tv_sec &&
                            text.st_mtim.tv_nsec > own.st_mtim.tv_nsec));

    free(built);
    if (newer)
        return source;
    free(source);
    return NULL;
}

static int is_plugin(const struct dirent *entry)
{
    return ends_with(entry->d_name, ".so");
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

static const void *plugin_code; /* some of it */

static void keep_globals(int copy)
{
    globals_keep(plugin_code, copy);
}

static void load_libc(struct host *host)
{
    platform_settle_libc();
    host->init = load_nothing_to_init;
    host->malloc = malloc;
    host->free = free;
    host->realloc = realloc;
    host->calloc = calloc;
    host->code_offset = load_code_offset;
}

/* An implicit allocator is run as one where that is wanted, and keeps to the lab's
 * contract. */
static bool collects(const struct allocator *a)
{
    return a->collects && !a->host.contract;
}

bool allocator_load(struct allocator *a, char *message, size_t size)
{
    if (!a->path) {
        load_libc(&a->host);
        return true;
    }
    if (!load_plugin(a->path, &a->host, message, size))
        return false;
    memcpy(&plugin_code, &a->host.init, sizeof plugin_code);
    a->host.keep_globals = keep_globals;
    a->host.changed_global = globals_changed;
    a->host.globals = globals_all;
    if (!collects(a))
        a->host.collect = NULL;
    if (a->host.contract)
        host_take_on_heap(&a->host);
    return true;
}
