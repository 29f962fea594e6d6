/*
 * gate.c - Early start-up, one lock, and forks of programs with threads.
 *
 * The first request comes before any constructor has run, from the loader. So nothing
 * here waits for one.
 */

#include "gate.h"

#include "memlib.h"
#include "platform.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool locked;   /* not where there is one thread alone */
static bool starting; /* the server is being made, or has been */
static bool reports;
static const struct server *server;

/* An empty heap, which can grow to what the machine has. */
static void make_heap(void)
{
    size_t memory = (size_t)sysconf(_SC_PHYS_PAGES) * mem_pagesize();

    mem_set_reservation(memory);
    mem_init();
    mem_set_limit(memory);
    mem_commit(0);
    mem_reset_brk();
}

/* What is asked for by MALLOC_LAB: nothing, "report", "check", or both with a comma. */
static void read_wish(bool *report, bool *check)
{
    const char *wish = getenv("MALLOC_LAB");

    *check = wish && (strcmp(wish, "check") == 0 || strcmp(wish, "check,report") == 0);
    *report = wish && (strcmp(wish, "report") == 0 || strcmp(wish, "check,report") == 0);
    if (wish && *wish && !*check && !*report)
        platform_end("MALLOC_LAB=%s: report, check and check,report are known", wish);
}

static void take_lock(void)
{
    pthread_mutex_lock(&lock);
}

static void give_lock(void)
{
    pthread_mutex_unlock(&lock);
}

/* Registered before any other of the program's: so a fork takes the lock last, and both
 * processes have it first. */
static void survive_forks(void)
{
    pthread_atfork(take_lock, give_lock, give_lock);
}

static const struct server *make_server(void)
{
    bool report, check;

    make_heap();
    const struct server *made = plain_start();
    if (!made)
        platform_end("mm_init failed");
    read_wish(&report, &check);
    if (report)
        platform_keep_stderr();
    reports = report;
    if (report || check || !made->usable_size)
        made = audit_start(made, check);
    return made;
}

static void enter(void)
{
    if (platform_is_alone())
        return;
    take_lock();
    locked = true;
}

/* musl's pthread_atfork asks for memory: it has to find the gate open, and a server. */
const struct server *gate_enter(void)
{
    enter();
    if (!server && !starting) {
        starting = true;
        server = make_server();
        gate_leave();
        survive_forks();
        enter();
    }
    return server;
}

void gate_leave(void)
{
    if (locked) {
        locked = false;
        give_lock();
    }
}

__attribute__((destructor)) static void finish(void)
{
    gate_enter();
    if (reports)
        audit_report();
    gate_leave();
}
