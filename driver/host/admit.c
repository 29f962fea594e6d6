/*
 * admit.c - An allocator that was found, and is one.
 */

#include "host/admit.h"

#include "base/error.h"
#include "base/platform.h"
#include "base/text.h"
#include "config.h"
#include "host/isolate.h"
#include "host/remote.h"
#include "memlib.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct loading {
    bool loaded;
    char message[256];
};

static void load(void *allocator, void *shared)
{
    struct loading *loading = shared;

    loading->loaded =
        allocator_load(allocator, loading->message, sizeof loading->message);
}

static void load_apart(void *allocator, void *shared)
{
    struct loading *loading = shared;

    remote_prepare();
    mem_init();
    loading->loaded = remote_load(allocator, loading->message, sizeof loading->message);
}

static void refuse_source(const char *spec)
{
    if (!ends_with(spec, ".c"))
        return;
    char *name = stem(spec, ".c"), *source = typed(spec);
    error_user("%s is a source: 'make build/%s.so MM=%s' makes an allocator of it", spec,
               name, source);
}

static void refuse_folder(const char *spec, const char *path)
{
    struct stat file;

    if (stat(path, &file) == 0 && S_ISDIR(file.st_mode))
        error_user("%s is a folder, and no allocator", spec);
}

/* Is it one all the same, which its traces will show to be a failure? */
static bool is_failure(const char *message)
{
    static const char *const failures[] = {
        "undefined symbol",          "shared object file", "static TLS",
        "of globals can be written", "thread-local",       "no judge can see"};

    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++)
        if (strstr(message, failures[i]))
            return true;
    return false;
}

/* "invalid ELF header" of "cannot be loaded: /home/me/x.so: invalid ELF header" */
static const char *reason_in(const char *message)
{
    const char *colon = strrchr(message, ':');

    return colon ? colon + 2 : message;
}

/* The judge could only die of it. */
static void refuse_without_host(void)
{
    char *program = format("%s/host", platform_folder());

    if (access(program, X_OK) < 0)
        error_user("--apart needs %s, which 'make' builds, for 64 bits", program);
    free(program);
}

struct allocator admit(const char *spec, bool apart)
{
    refuse_source(spec);
    struct allocator a = allocator_find(spec);

    if (!a.path)
        return a;
    refuse_folder(spec, a.path);
    if (apart)
        refuse_without_host();
    a.apart = apart;
    struct child *child =
        apart ? isolate_start_judge(load_apart, &a, sizeof(struct loading))
              : isolate_start(load, &a, sizeof(struct loading));
    struct ending ending = isolate_resume(child, TIMEOUT);
    struct loading loading = *(struct loading *)isolate_shared(child);
    isolate_end(child);
    loading.message[sizeof loading.message - 1] = '\0';
    if (ending.outcome == FINISHED && !loading.loaded && !is_failure(loading.message))
        error_user("%s is no allocator: %s", spec, reason_in(loading.message));
    return a;
}
