/*
 * fuzz_allocator.c - An allocator, asked for what a fuzzer's bytes say.
 *
 * PLUGIN in the environment is the allocator's file. With TRACE, the requests are also
 * written there: allocator.sh has what it finds replayed so.
 */

#include "host/allocator.h"
#include "memlib.h"
#include "tests/exercise/exercise.h"
#include "tests/exercise/recorder.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct allocator a;
static const uint8_t *at, *end; /* the bytes that are left */

/* As many bytes as it takes; 0 if there are none left. */
static size_t choose(size_t below)
{
    size_t number = 0;

    for (size_t range = 1; range < below && at < end; range *= 256) {
        number = number * 256 + *at++;
        if (range > SIZE_MAX / 256)
            break;
    }
    return number % below;
}

static void expect(const struct exercise *e, bool good)
{
    if (good)
        return;
    fprintf(stderr, "%s: request %zu: %s\n", a.name, e->done, e->live.fault);
    abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    const char *plugin = getenv("PLUGIN");
    char message[200];

    (void)argc, (void)argv;
    mem_init();
    a = allocator_find(plugin ? plugin : "mm");
    if (!allocator_load(&a, message, sizeof message)) {
        fprintf(stderr, "%s: %s\n", a.spec, message);
        exit(3);
    }
    recorder_open(getenv("TRACE"));
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct exercise e;

    at = data;
    end = data + size;
    expect(&e, exercise_start(&e, &a.host, choose));
    while (at < end)
        expect(&e, exercise_request(&e));
    expect(&e, exercise_end(&e));
    return 0;
}
