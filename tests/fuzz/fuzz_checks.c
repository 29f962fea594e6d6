/*
 * fuzz_checks.c - The driver's checks against a model of them in the plainest way.
 *
 *     bytes -> requests, and the answers of a liar -> the driver's verdict = the model's
 *
 * The liar gives a place that is free, or any other, or none; it may copy too little,
 * and change any byte of the heap in any call. The model knows where each payload is and
 * what was in it, and looks at every byte.
 */

#include "base/error.h"
#include "config.h"
#include "judge/checked.h"
#include "judge/payload.h"
#include "memlib.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAP = 2048, IDS = 8, STEPS = 128, STEP_BYTES = 7 };

/* The fuzzer is to learn from the driver's branches, not from ours. */
#pragma clang attribute push(__attribute__((no_sanitize("coverage"))), \
                             apply_to = function)

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* How the liar answers. */
enum place { FREE_PLACE, ALIGNED_PLACE, ANY_PLACE, LAST_PLACE, SAME_PLACE, NOWHERE };

/* A request, its answer, and what happens besides. */
struct step {
    enum op op;
    uint32_t id; /* IDS: free of NULL */
    size_t n;
    enum place answer;
    size_t where;
    size_t omitted;       /* bytes that calloc does not clear, or realloc does not copy */
    size_t spoiled;       /* a byte of the heap */
    unsigned char damage; /* that is done to it */
};

static unsigned char *heap;

/* The model: each live payload, and what was in it. */
static struct {
    bool live;
    unsigned char *p;
    size_t n;
    unsigned char bytes[HEAP];
} model[IDS + 1];

/* The step that is made, what the liar has answered, and the heap as it left it. */
static const struct step *now;
static unsigned char *answered;
static unsigned char left[HEAP];
static size_t alignment;

/* Does the driver look at byte i of a payload of n? */
static bool is_watched(size_t i, size_t n)
{
    return n <= PAYLOAD_WHOLE || i < PAYLOAD_EDGE || i >= (n - PAYLOAD_EDGE) / 8 * 8;
}

static bool is_in_heap(const unsigned char *p, size_t n)
{
    return p >= heap && p <= heap + HEAP && n <= (size_t)(heap + HEAP - p);
}

/* How many bytes the two have in common. */
static size_t common(const unsigned char *p, size_t n, uint32_t id)
{
    const unsigned char *q = model[id].p;
    const unsigned char *from = p > q ? p : q;
    const unsigned char *to = p + n < q + model[id].n ? p + n : q + model[id].n;

    return from < to ? (size_t)(to - from) : 0;
}

/* Another id whose payload shares a byte with these, or IDS. */
static uint32_t overlapped(const unsigned char *p, size_t n)
{
    for (uint32_t id = 0; id < IDS; id++)
        if (id != now->id && model[id].live && model[id].n > 0 && common(p, n, id) > 0)
            return id;
    return IDS;
}

static unsigned char *free_place(size_t n)
{
    for (size_t tried = 0; tried <= HEAP; tried += alignment) {
        unsigned char *p = heap + (now->where + tried) % HEAP / alignment * alignment;
        if (is_in_heap(p, n) && overlapped(p, n) == IDS)
            return p;
    }
    return NULL;
}

static unsigned char *place(size_t n)
{
    switch (now->answer) {
    case FREE_PLACE:
        return free_place(n);
    case ALIGNED_PLACE:
        return heap + now->where % (HEAP + 64) / alignment * alignment;
    case ANY_PLACE:
        return heap + now->where % (HEAP + 128) - 64;
    case LAST_PLACE: /* at the heap's end, or just past it */
        return heap +
               (HEAP + now->where % 2 * alignment - n % HEAP) / alignment * alignment;
    case SAME_PLACE:
        return model[now->id].p;
    default:
        return NULL;
    }
}

/* As much as lies in the heap. */
static size_t clipped(const unsigned char *p, size_t n)
{
    if (!p || p < heap || p >= heap + HEAP)
        return 0;
    return n < (size_t)(heap + HEAP - p) ? n : (size_t)(heap + HEAP - p);
}

static void *finish(unsigned char *p)
{
    heap[now->spoiled] ^= now->damage;
    memcpy(left, heap, HEAP);
    return answered = p;
}

static void *liar_malloc(size_t n)
{
    return finish(place(n));
}

static void *liar_calloc(size_t count, size_t n)
{
    unsigned char *p = place(n);
    size_t cleared = clipped(p, n);

    assert(count == 1);
    if (cleared > now->omitted)
        memset(p, 0, cleared - now->omitted);
    return finish(p);
}

static void *liar_realloc(void *old, size_t n)
{
    unsigned char *p = place(n), copy[HEAP];
    size_t had = old ? clipped(old, model[now->id].n) : 0;
    size_t kept = clipped(p, had < n ? had : n);

    assert(old == (model[now->id].live ? model[now->id].p : NULL));
    if (kept > now->omitted) {
        memcpy(copy, old, kept);
        memcpy(p, copy, kept - now->omitted);
    }
    return finish(p);
}

static void liar_free(void *p)
{
    assert(p == (now->id == IDS ? NULL : model[now->id].p));
    finish(NULL);
}

/* What the driver must say of a payload at p, or NULL. */
static const char *fault_of_place(const unsigned char *p, size_t n)
{
    if (!p)
        return n > 0 ? "returned NULL" : NULL;
    if ((uintptr_t)p % alignment)
        return "is not aligned";
    if (p < heap || p > heap + HEAP)
        return "lies outside the heap";
    if (!is_in_heap(p, n))
        return "ends outside the heap";
    return overlapped(p, n) != IDS ? "overlaps id" : NULL;
}

static const char *fault_of_calloc(void)
{
    static char fault[80];
    const unsigned char *bytes = left + (answered - heap);

    for (size_t i = 0; i < now->n; i++)
        if (is_watched(i, now->n) && bytes[i]) {
            snprintf(fault, sizeof fault, "byte %zu of %zu is not zero", i, now->n);
            return fault;
        }
    return NULL;
}

static const char *fault_of_realloc(void)
{
    static char fault[80];
    size_t old = model[now->id].n, kept = old < now->n ? old : now->n;
    const unsigned char *bytes = left + (answered - heap);

    for (size_t i = 0; i < kept; i++)
        if (is_watched(i, old) && bytes[i] != model[now->id].bytes[i]) {
            snprintf(fault, sizeof fault, "byte %zu of the %zu that must be kept", i,
                     kept);
            return fault;
        }
    return NULL;
}

/* The damage that was done to a live payload. */
static const char *fault_of_payload(uint32_t id)
{
    static char fault[80];

    for (size_t i = 0; model[id].live && i < model[id].n; i++)
        if (is_watched(i, model[id].n) && model[id].p[i] != model[id].bytes[i]) {
            snprintf(fault, sizeof fault,
                     "payload of id %u was overwritten at byte %zu of", id, i);
            return fault;
        }
    return NULL;
}

/* Known once the liar has answered. */
static const char *fault_of_answer(void)
{
    if (now->op == FREE || (now->op >= REALLOC && now->n == 0))
        return NULL;
    const char *fault = fault_of_place(answered, now->n);
    if (fault || now->n == 0 || now->op == MALLOC)
        return fault;
    return now->op == CALLOC ? fault_of_calloc() : fault_of_realloc();
}

static void expect_verdict(const struct verdict *verdict, bool good, const char *fault)
{
    uint32_t id;
    size_t bytes;

    assert(good == !fault);
    if (!fault)
        return;
    const char *said = strstr(verdict->message, fault);
    assert(said);
    if (sscanf(said, "overlaps id %u's by %zu bytes", &id, &bytes) == 2)
        assert(model[id].live && bytes == common(answered, now->n, id));
}

/* The driver has written to the new payload and to nothing else. */
static void expect_filled(void)
{
    size_t from = HEAP, to = HEAP;

    if (now->op != FREE && now->n > 0) {
        from = (size_t)(answered - heap);
        to = from + now->n;
    }
    assert(memcmp(heap, left, from) == 0);
    assert(memcmp(heap + to, left + to, HEAP - to) == 0);
    for (size_t i = from; i < to; i++)
        if (is_watched(i - from, now->n))
            assert(heap[i] == payload_byte(now->id, i - from));
}

static void account(void)
{
    bool dies = now->op == FREE || (now->op >= REALLOC && now->n == 0);

    model[now->id].live = !dies;
    model[now->id].p = answered;
    model[now->id].n = now->n;
    if (!dies && now->n > 0)
        memcpy(model[now->id].bytes, answered, now->n);
}

/* False once the driver has found a fault; the model has found it too. */
static bool perform(struct checker *c, size_t i, const struct step *step)
{
    now = step;
    const char *damage = step->op >= REALLOC ? fault_of_payload(step->id) : NULL;
    bool good = checked_request(c, i);

    expect_verdict(c->verdict, good, damage ? damage : fault_of_answer());
    if (good) {
        expect_filled();
        account();
    }
    return good;
}

/* It has no file, and no global variables in one. */
static size_t liar_code_offset(const void *code)
{
    (void)code;
    return 0;
}

static void perform_all(const struct trace *trace, const struct step *steps)
{
    static const struct host liar = {.simulated = true,
                                     .code_offset = liar_code_offset,
                                     .malloc = liar_malloc,
                                     .calloc = liar_calloc,
                                     .realloc = liar_realloc,
                                     .free = liar_free};
    struct host host = liar;
    struct verdict verdict = {0};
    bool good = true;

    host.alignment = alignment;
    struct checker c = checker_new(trace, &host, &verdict);
    memset(model, 0, sizeof model);
    for (size_t i = 0; good && i < trace->count; i++)
        good = perform(&c, i, &steps[i]);
    for (uint32_t id = 0; good && id < IDS; id++)
        expect_verdict(&verdict, checked_payload(&c, NO_REQUEST, id),
                       fault_of_payload(id));
    checker_free(&c);
}

/* Mostly small, sometimes large, sometimes more than there is. */
static size_t size_of(uint8_t byte)
{
    if (byte < 192)
        return byte;
    return byte < 255 ? 192 + ((size_t)byte - 192) * 13 : SIZE_MAX / 64;
}

/* What the bytes say, among what a trace may ask for. */
static struct step step_of(const uint8_t *bytes, bool *live)
{
    static const unsigned char answers[] = {FREE_PLACE,    FREE_PLACE, FREE_PLACE,
                                            ALIGNED_PLACE, ANY_PLACE,  LAST_PLACE,
                                            SAME_PLACE,    NOWHERE};
    uint32_t id = bytes[0] % IDS;
    unsigned kind = bytes[0] / IDS % 4;
    struct step step = {.id = id, .op = live[id] ? REALLOC : REALLOC_NULL};

    if (kind > 0)
        step.op = live[id] ? (kind > 1 ? FREE : REALLOC) : (kind > 1 ? MALLOC : CALLOC);
    step.n = step.op == FREE ? 0 : size_of(bytes[1]);
    step.answer = answers[bytes[2] % 8];
    step.omitted = bytes[2] / 8 < 24 ? 0 : bytes[2] / 8 - 23u;
    step.where = bytes[3] + 256u * bytes[4];
    step.spoiled = (bytes[5] + 256u * bytes[6]) % HEAP;
    step.damage = bytes[6] < 192 ? 0 : bytes[6];
    live[id] = step.op != FREE && (step.op < REALLOC || step.n > 0);
    return step;
}

/* The same as a trace's text. */
static char *text_of(const struct step *steps, size_t count, size_t *length)
{
    char *text;
    FILE *file = open_memstream(&text, length);

    fprintf(file, "1 %d %zu 0\n", IDS, count);
    for (size_t i = 0; i < count; i++)
        if (steps[i].op == FREE)
            fprintf(file, "f %u\n", steps[i].id);
        else
            fprintf(file, "%c %u %zu\n", "acmrr"[steps[i].op], steps[i].id, steps[i].n);
    fclose(file);
    return text;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    mem_init();
    heap = mem_sbrk(HEAP);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct step steps[STEPS];
    bool live[IDS] = {false};
    struct complaint complaint;
    struct trace trace;
    size_t count = 0, length;

    if (size <= STEP_BYTES)
        return 0;
    alignment = data[0] % 2 ? 8 : 16;
    memset(heap, data[0] / 2, HEAP);
    for (data++, size--; size >= STEP_BYTES && count < STEPS; count++) {
        steps[count] = step_of(data, live);
        data += STEP_BYTES;
        size -= STEP_BYTES;
    }
    char *text = text_of(steps, count, &length);
    assert(trace_parse(&trace, text, length, &complaint));
    perform_all(&trace, steps);
    free(trace.requests);
    free(trace.extras);
    free(trace.lines);
    free(trace.survivors);
    free(text);
    return 0;
}

#pragma clang attribute pop
