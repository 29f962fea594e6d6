/*
 * audit.c - A server with books: what was asked for, and whether the answers were right.
 *
 * The size of each payload is known, which also answers malloc_usable_size where the
 * allocator does not.
 */

#include "server.h"

#include "check.h"
#include "ledger.h"
#include "memlib.h"
#include "platform.h"

static const struct server *audited;
static bool checks;
static size_t requests, payload, peak; /* payload: bytes in use now, and at most */

/* The program has a payload more. */
static void *enter(void *p, size_t n)
{
    if (!p)
        return NULL;
    if (checks)
        check_new(p, n);
    ledger_set(p, n);
    payload += n;
    if (payload > peak)
        peak = payload;
    return p;
}

/* And one less, which had so many bytes. */
static void strike(void *p, size_t n)
{
    if (checks)
        check_gone(p, n);
    ledger_set(p, 0);
    payload -= n;
}

static void begin(const void *p, size_t n)
{
    requests++;
    if (checks)
        check_before(p, n);
}

static void end(const char *call)
{
    if (checks)
        check_after(call);
}

/* Of a payload that the program names; what is none, is named. */
static size_t size_of(const void *p, const char *call)
{
    size_t n = ledger_size(p);
    if (n == 0 && checks)
        check_stray(p, call);
    return n;
}

static void *audited_malloc(size_t n)
{
    begin(NULL, 0);
    void *p = audited->malloc(n);
    end("malloc");
    return enter(p, n);
}

static void *audited_calloc(size_t count, size_t n)
{
    begin(NULL, 0);
    void *p = audited->calloc(count, n);
    end("calloc");
    enter(p, count * n);
    if (p && checks)
        check_zero(p, count * n);
    return p;
}

static void *audited_memalign(size_t alignment, size_t n)
{
    begin(NULL, 0);
    void *p = audited->memalign(alignment, n);
    end("memalign");
    if (p && checks)
        check_aligned(p, alignment);
    return enter(p, n);
}

static void audited_free(void *p)
{
    size_t n = size_of(p, "free");

    begin(p, n);
    audited->free(p);
    strike(p, n);
    end("free");
}

static void *audited_realloc(void *p, size_t n)
{
    size_t old = size_of(p, "realloc"), least = old < n ? old : n;
    uint64_t sum = checks ? check_sum(p, least) : 0;

    begin(p, old);
    void *q = audited->realloc(p, n);
    if (q)
        strike(p, old);
    end("realloc");
    enter(q, n);
    if (q && checks && check_sum(q, least) != sum)
        check_lost(p, old, q, n);
    return q;
}

static size_t audited_usable_size(void *p)
{
    return audited->usable_size ? audited->usable_size(p) : ledger_size(p);
}

const struct server *audit_start(const struct server *server, bool checked)
{
    static const struct server with_books = {.malloc = audited_malloc,
                                             .free = audited_free,
                                             .realloc = audited_realloc,
                                             .calloc = audited_calloc,
                                             .memalign = audited_memalign,
                                             .usable_size = audited_usable_size};
    audited = server;
    checks = checked;
    ledger_start(mem_heap_lo(), mem_limit());
    if (checked)
        check_start();
    return &with_books;
}

void audit_report(void)
{
    size_t heap = mem_heapsize();
    platform_say(
        "%zu requests, peak payload %zu bytes, heap %zu bytes, utilization %.1f %%",
        requests, peak, heap, heap ? 100.0 * (double)peak / (double)heap : 0);
}
