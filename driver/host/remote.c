/*
 * remote.c - The functions of an allocator as questions over the wire.
 */

#include "host/remote.h"

#include "base/error.h"
#include "base/platform.h"
#include "base/text.h"
#include "config.h"
#include "host/death.h"
#include "host/isolate.h"
#include "host/platform-oversee.h"
#include "host/wire.h"
#include "memlib.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SLICE = 10 /* milliseconds */ };

static struct wire *wire;
static int files[2];      /* the wire's, and the heap's */
static size_t tape_steps; /* that are wanted */
static pid_t process;
static struct overseer overseer;
static struct wire_plugin plugin;
static void (*visitor)(const struct mm_block *, void *);
static void *visitor_context;

/* What the host has written, read once: it may be writing still. */
static void take(void *copy, const volatile void *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ((unsigned char *)copy)[i] = ((const volatile unsigned char *)from)[i];
}

static uintptr_t take_value(void)
{
    return __atomic_load_n(&wire->value, __ATOMIC_RELAXED);
}

/* Words of the host's own: printable, and of a length. */
static void take_words(char *copy, const char *from, size_t size)
{
    snprintf(copy, size, "%s", from);
    for (char *p = copy; *p; p++)
        if (!isprint((unsigned char)*p))
            *p = '?';
}

/* Where its code lies it cannot say: the system has told. */
static size_t code_offset(const void *code)
{
    return overseer_code_offset(&overseer, code);
}

/* The heap's file ends where memory does: what would be one signal is another. */
static int status_as_by_memory(int status, const struct death *death)
{
    const char *lo = mem_heap_lo(), *address = death->address;
    bool past = WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS && address >= lo &&
                address < lo + mem_reservation();

    return past ? SIGSEGV : status;
}

/* The host has ended so. What it has said before is its own view. */
_Noreturn static void follow(int status)
{
    struct wire_death said;
    void *frames[MAX_FRAMES];
    struct death death = {.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0};

    if (!wire->plugin.begun) {
        errno = EOWNERDEAD;
        error_system("the host program has ended before it loaded a plug-in");
    }
    take(&said, &wire->death, sizeof said);
    death.fault = said.fault && (death.signal == SIGSEGV || death.signal == SIGBUS);
    death.overflow = said.overflow;
    death.addressed = said.addressed;
    death.lost = said.lost;
    death.address = (const void *)said.address;
    death.base = (const void *)said.base;
    death.alignment = said.alignment <= 64 ? said.alignment : 0;
    death.frame_count = said.frame_count <= MAX_FRAMES ? (int)said.frame_count : 0;
    for (int i = 0; i < death.frame_count; i++)
        frames[i] = (void *)said.frames[i];
    death.frames = frames;
    if (death.signal && death.frame_count > 0)
        death_tell(&death);
    isolate_end_with_host(status_as_by_memory(status, &death));
}

/* Waits until the host has said something. */
static enum statement listen(void)
{
    int status;

    while (!wire_wait(wire, JUDGES_TURN, SLICE)) {
        if (isolate_host_ended(&status))
            follow(status);
        wire_wake(wire);
    }
    return (enum statement)__atomic_load_n(&wire->statement, __ATOMIC_RELAXED);
}

static void serve_memory(void)
{
    wire->value = (uintptr_t)mem_sbrk((intptr_t)take_value());
    wire->heap = mem_heapsize();
}

static void visit_blocks(void)
{
    size_t count = take_value();
    struct wire_block seen;

    for (size_t i = 0; i < count && i < WIRE_BLOCKS; i++) {
        take(&seen, &wire->blocks[i], sizeof seen);
        struct mm_block block = {(void *)seen.start, seen.size, (void *)seen.payload,
                                 seen.in_use != 0};
        if (visitor)
            visitor(&block, visitor_context);
    }
}

/* What the host answers; until then it is served. */
static uintptr_t answer(void)
{
    for (;;) {
        switch (listen()) {
        case WANTS_MEMORY:
            serve_memory();
            break;
        case SHOWS_BLOCKS:
            visit_blocks();
            break;
        default:
            return take_value();
        }
        wire_pass(wire, HOSTS_TURN);
    }
}

static uintptr_t put(enum question question, uintptr_t first, uintptr_t second)
{
    wire->question = question;
    wire->arguments[0] = first;
    wire->arguments[1] = second;
    wire_pass(wire, HOSTS_TURN);
    return answer();
}

static uintptr_t ask(enum question question, uintptr_t first, uintptr_t second)
{
    overseer_scrub_at_times(&overseer);
    wire->heap = mem_heapsize();
    wire->granted = 0;
    return put(question, first, second);
}

static int remote_init(void)
{
    overseer_scrub(&overseer);
    return (int)ask(ASK_INIT, 0, 0);
}

static void *remote_malloc(size_t n)
{
    return (void *)ask(ASK_MALLOC, n, 0);
}

static void remote_free(void *p)
{
    ask(ASK_FREE, (uintptr_t)p, 0);
}

static void *remote_realloc(void *p, size_t n)
{
    return (void *)ask(ASK_REALLOC, (uintptr_t)p, n);
}

static void *remote_calloc(size_t count, size_t n)
{
    return (void *)ask(ASK_CALLOC, count, n);
}

static bool remote_checkheap(int line)
{
    return (unsigned char)ask(ASK_CHECKHEAP, (uintptr_t)line, 0) != 0;
}

static size_t remote_usable_size(void *p)
{
    return ask(ASK_USABLE_SIZE, (uintptr_t)p, 0);
}

static void *remote_memalign(size_t alignment, size_t n)
{
    return (void *)ask(ASK_MEMALIGN, alignment, n);
}

static void remote_walk(void (*visit)(const struct mm_block *, void *), void *context)
{
    visitor = visit;
    visitor_context = context;
    ask(ASK_WALK, 0, 0);
    visitor = NULL;
}

static bool has(enum question question)
{
    return plugin.has >> question & 1;
}

static struct host host_of_plugin(void)
{
    struct host host = {.simulated = true,
                        .alignment = plugin.alignment,
                        .contract = plugin.has_contract ? plugin.contract : NULL,
                        .heap_limit = plugin.heap_limit,
                        .lacks_calloc = !has(ASK_CALLOC),
                        .init = remote_init,
                        .malloc = remote_malloc,
                        .free = remote_free,
                        .realloc = remote_realloc,
                        .calloc = remote_calloc,
                        .code_offset = code_offset};

    host.checkheap = has(ASK_CHECKHEAP) ? remote_checkheap : NULL;
    host.usable_size = has(ASK_USABLE_SIZE) ? remote_usable_size : NULL;
    host.memalign = has(ASK_MEMALIGN) ? remote_memalign : NULL;
    host.walk = has(ASK_WALK) ? remote_walk : NULL;
    return host;
}

void remote_prepare(void)
{
    files[0] = platform_shared_file("wire");
    files[1] = platform_shared_file("heap");
    if (files[0] < 0 || files[1] < 0)
        error_system("no files to share with a host");
    mem_share(files[1]);
}

/* The wire, and behind it the host's stack. */
static void map_wire(const char *path)
{
    size_t bytes = wire_size() + HOST_STACK + wire_tape_size(tape_steps);

    if (ftruncate(files[0], (off_t)bytes) == 0)
        wire = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, files[0], 0);
    if (!wire || wire == MAP_FAILED)
        error_system("no memory to share with a host");
    wire->turn = HOSTS_TURN;
    wire->looks = platform_processors() > 1 ? MOST_LOOKS : 0;
    wire->heap_base = (uintptr_t)mem_heap_lo();
    wire->heap_room = mem_reservation();
    wire->steps = tape_steps;
    snprintf(wire->path, sizeof wire->path, "%s", path);
}

static void refuse(char *message, size_t size, const char *words)
{
    snprintf(message, size, "cannot be loaded: %s", words);
}

/* What the file does not say of itself, its code cannot say for it. */
static void take_plugin(const struct image *image)
{
    enum { LEAST_ALIGNMENT = 4 /* Harvey Mudd's handout */, MOST_ALIGNMENT = 64 };

    take(&plugin, &wire->plugin, sizeof plugin);
    plugin.message[sizeof plugin.message - 1] = '\0';
    plugin.contract[sizeof plugin.contract - 1] = '\0';
    plugin.has_contract = plugin.has_contract && image->has_contract;
    if (!plugin.has_contract || plugin.alignment < LEAST_ALIGNMENT ||
        plugin.alignment > MOST_ALIGNMENT)
        plugin.alignment = ALIGNMENT;
    if (!plugin.has_contract)
        plugin.heap_limit = 0;
}

/* May it run? What was written for another handout may have globals as there. */
static bool is_fit(const struct image *image, char *message, size_t size)
{
    enum { NAMELESS = 128 /* bytes: padding, and what start-up files have */ };

    if (!plugin.loaded)
        take_words(message, plugin.message, size);
    else if (!plugin.simulated)
        refuse(message, size, "its memory is the system's, which no judge can see");
    else if (image->thread_local_)
        refuse(message, size, "it has thread-local variables");
    else if (!plugin.has_contract && image->bytes > GLOBALS_LIMIT + NAMELESS)
        snprintf(message, size,
                 "cannot be loaded: %zu bytes of globals can be written, %d may",
                 image->bytes, GLOBALS_LIMIT);
    else
        return true;
    return false;
}

void remote_greet(void)
{
    put(ASK_NOTHING, 0, 0);
}

static bool is_greeted_quickly(void)
{
    enum { MOST = 4000 /* nanoseconds */ };
    double began = isolate_clock();

    remote_greet();
    return isolate_clock() - began < 1e-9 * MOST;
}

/* Two processors are the quicker, if judge and host mostly run at the same time, though
 * others may come between; else one is. */
static void choose_processors(void)
{
    enum { GREETINGS = 64 };
    int quick = 0;

    if (wire->looks == 0)
        return;
    platform_pin_both(process, false);
    for (int i = 0; i < GREETINGS; i++)
        quick += is_greeted_quickly();
    if (quick > GREETINGS / 2)
        return;
    wire->looks = 0;
    platform_pin_both(process, true);
}

bool remote_load(struct allocator *a, char *message, size_t size)
{
    char *program = format("%s/host", platform_folder());
    struct image image;

    if (access(program, X_OK) < 0)
        error_system("%s", program);
    map_wire(a->path);
    process = isolate_start_host(program, files[0], files[1]);
    free(program);
    answer();
    choose_processors();
    image_read(a->path, &image);
    take_plugin(&image);
    if (!is_fit(&image, message, size))
        return false;
    overseer = overseer_of(process, a->path, &image, (char *)wire + wire_size());
    a->host = host_of_plugin();
    if (a->host.contract)
        host_take_on_heap(&a->host);
    return true;
}

void remote_want_tape(size_t steps)
{
    tape_steps = steps;
}

struct wire_step *remote_tape(void)
{
    return (struct wire_step *)((char *)wire + wire_size() + HOST_STACK);
}

uintptr_t *remote_payloads(void)
{
    return (uintptr_t *)(remote_tape() + tape_steps);
}

pid_t remote_process(void)
{
    return process;
}

uintptr_t remote_code(void)
{
    return overseer.code.from;
}

enum { AT_ONCE = 32 }; /* words */

typedef uint64_t words __attribute__((vector_size(AT_ONCE * sizeof(uint64_t))));

/* So many bytes, with few branches: a million of them, however simple, have the predictor
 * forget what it knows of the replay to come. */
static void fill_heap(size_t bytes)
{
    const uint64_t step = UINT64_C(0x9e3779b97f4a7c15);
    char *place = mem_heap_lo(), *end = place + bytes;
    words next;

    for (unsigned i = 0; i < AT_ONCE; i++)
        next[i] = (i + 1) * step;
    for (; (size_t)(end - place) >= sizeof next; place += sizeof next) {
        memcpy(place, &next, sizeof next);
        next += AT_ONCE * step;
    }
    memcpy(place, &next, (size_t)(end - place));
}

/* The break is here at least, and up to it all is in both processes' memory. */
static void grow_heap(const struct host *host, size_t heap)
{
    enum { PART = 2 << 20 /* bytes: what has come into memory is touched at once */ };
    static size_t there;

    if (there == 0)
        host_empty_heap(host, 0);
    if (there >= heap)
        return;
    while (there < heap) {
        size_t part = heap - there < PART ? heap - there : PART;
        memset(mem_sbrk((intptr_t)part), 0, part);
        there += part;
    }
    ask(ASK_TOUCH, heap, 0);
}

/* Memory that is there already stays, so that no replay touches some for the first time.
 */
void remote_rewind(const struct host *host, size_t heap)
{
    overseer_rewind(&overseer);
    grow_heap(host, heap);
    fill_heap(heap);
    wire->heap = 0;
    wire->granted = heap;
}

void remote_warm(size_t count)
{
    put(ASK_WARM, count, 0);
}

int remote_replay(size_t from, size_t end)
{
    return (int)put(ASK_REPLAY, from, end);
}
