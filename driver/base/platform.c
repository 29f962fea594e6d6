/*
 * platform.c - What Linux has and POSIX has not.
 */

#define _GNU_SOURCE

#include "base/platform.h"

#include "base/error.h"

#include <errno.h>
#ifdef __GLIBC__
#include <execinfo.h>
#endif
#include <limits.h>
#include <linux/perf_event.h>
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

const char *platform_folder(void)
{
    static char path[PATH_MAX];

    if (!path[0]) {
        ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
        if (length < 0)
            error_system("cannot tell where the program is");
        path[length] = '\0';
        *strrchr(path, '/') = '\0';
    }
    return path;
}

bool platform_in_valgrind(void)
{
    const char *preloaded = getenv("LD_PRELOAD");

    return preloaded && strstr(preloaded, "/vgpreload_");
}

bool platform_is_emulated(void)
{
    enum { LONG = 10000000 /* ns; else it takes a thousandth of that */ };
    struct timespec began, ended;
    size_t much = (size_t)1 << 30;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &began);
    void *map =
        mmap(NULL, much, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ended);
    if (map != MAP_FAILED)
        munmap(map, much);
    return (ended.tv_sec - began.tv_sec) * 1000000000LL + ended.tv_nsec - began.tv_nsec >
           LONG;
}

int platform_backtrace(void **frames, int most)
{
#ifdef __GLIBC__
    return backtrace(frames, most);
#else
    (void)frames;
    (void)most;
    return 0;
#endif
}

void platform_settle(char **argv)
{
    int current = personality(0xffffffff);

    if (getenv("MALLOC_LAB_SETTLED") || platform_in_valgrind())
        return;
    setenv("MALLOC_LAB_SETTLED", "1", 1);
    setenv("GLIBC_TUNABLES", "glibc.rtld.optional_static_tls=16384", 0);
    if (current >= 0)
        personality((unsigned long)current | ADDR_NO_RANDOMIZE);
    execv("/proc/self/exe", argv);
}

/* Ticks that each processor has been idle since the system started. */
static void read_idle(unsigned long long idle[CPU_SETSIZE])
{
    char line[512];
    FILE *file = fopen("/proc/stat", "re");

    while (file && fgets(line, sizeof line, file)) {
        int processor;
        unsigned long long ticks;
        if (sscanf(line, "cpu%d %*u %*u %*u %llu", &processor, &ticks) == 2 &&
            processor >= 0 && processor < CPU_SETSIZE)
            idle[processor] = ticks;
    }
    if (file)
        fclose(file);
}

int platform_idlest_processor(void)
{
    enum { MOMENT = 100000 }; /* microseconds */
    static unsigned long long before[CPU_SETSIZE], after[CPU_SETSIZE];
    static cpu_set_t allowed;
    size_t best = CPU_SETSIZE;

    if (CPU_COUNT(&allowed) == 0 && sched_getaffinity(0, sizeof allowed, &allowed) < 0)
        return -1;
    read_idle(before);
    usleep(MOMENT);
    read_idle(after);
    for (size_t i = 0; i < CPU_SETSIZE; i++)
        if (CPU_ISSET(i, &allowed) &&
            (best == CPU_SETSIZE || after[i] - before[i] >= after[best] - before[best]))
            best = i;
    return best < CPU_SETSIZE ? (int)best : -1;
}

static void pin(pid_t process, int processor)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET((size_t)processor, &set);
    sched_setaffinity(process, sizeof set, &set);
}

void platform_pin(int processor)
{
    if (processor >= 0)
        pin(0, processor);
}

/* The next processor after this one that this process may use. */
static int next_processor(int here)
{
    cpu_set_t allowed;
    int next = here;

    if (sched_getaffinity(0, sizeof allowed, &allowed) < 0)
        return here;
    do
        next = (next + 1) % CPU_SETSIZE;
    while (!CPU_ISSET((size_t)next, &allowed) && next != here);
    return next;
}

void platform_pin_both(pid_t other, bool same)
{
    int here = sched_getcpu();

    if (here < 0)
        return;
    pin(other, same ? here : next_processor(here));
    pin(0, here);
}

int platform_processors(void)
{
    cpu_set_t allowed;

    return sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : 1;
}

bool platform_die_with_parent(pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    return getppid() == parent;
}

uint64_t platform_random(void)
{
    uint64_t number;

    if (getentropy(&number, sizeof number) < 0)
        error_system("no random numbers");
    return number;
}

#ifdef M_MMAP_MAX /* glibc, whose malloc this is made for */

static char *take(size_t n)
{
    static char *volatile taken; /* or the compiler leaves out the call */

    taken = malloc(n);
    return taken;
}

/* Takes what can be had of each size, from the largest, until it comes from above
 * everything that was ever freed. */
static void use_up_libc_memory(void)
{
    enum { BEYOND_ALL = 1 << 26, LARGE = 1 << 25, FIRST_CLASS = 1032, STEP = 16 };
    char *above = take(BEYOND_ALL), *taken = above;

    for (size_t n = LARGE; taken && n >= STEP / 2;) {
        do
            taken = take(n);
        while (taken && taken < above);
        n = n > 2 * FIRST_CLASS ? n / 2 : n > FIRST_CLASS ? FIRST_CLASS : n - STEP;
    }
}

/* So that the next payload is the first of a page. */
static void begin_libc_heap(void)
{
    enum { PAGE = 4096, LEAST = 32 };
    char *last = take(LEAST - sizeof(size_t));

    if (last)
        take(2 * PAGE - (uintptr_t)(last + LEAST) % PAGE - sizeof(size_t));
}

void platform_settle_libc(void)
{
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    use_up_libc_memory();
    begin_libc_heap();
}

/* A block that is large is cut from the end of libc's heap, and joins it again. */
void platform_populate_libc(size_t bytes)
{
    enum { PAGE = 4096, LARGE = 1 << 17 };
    char *block = take(bytes + LARGE);

#ifdef MADV_POPULATE_WRITE
    if (block)
        madvise(block + PAGE - (uintptr_t)block % PAGE, bytes + LARGE - 2 * PAGE,
                MADV_POPULATE_WRITE);
#endif
    for (size_t i = 0; block && i < bytes + LARGE; i += PAGE)
        ((volatile char *)block)[i] = 0;
    free(block);
}

#else

void platform_settle_libc(void)
{
}

void platform_populate_libc(size_t bytes)
{
    (void)bytes;
}

#endif

int platform_open_counter(void)
{
    struct perf_event_attr wanted = {.type = PERF_TYPE_HARDWARE,
                                     .size = sizeof wanted,
                                     .config = PERF_COUNT_HW_INSTRUCTIONS,
                                     .disabled = 1,
                                     .exclude_kernel = 1,
                                     .exclude_hv = 1};

    return (int)syscall(SYS_perf_event_open, &wanted, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

void platform_start_counter(int counter)
{
    ioctl(counter, PERF_EVENT_IOC_RESET, 0);
    ioctl(counter, PERF_EVENT_IOC_ENABLE, 0);
}

uint64_t platform_stop_counter(int counter)
{
    uint64_t count = 0;

    ioctl(counter, PERF_EVENT_IOC_DISABLE, 0);
    return read(counter, &count, sizeof count) == sizeof count ? count : 0;
}

void platform_close_from(int first)
{
#ifdef SYS_close_range
    if (syscall(SYS_close_range, (unsigned)first, ~0U, 0) == 0)
        return;
#endif
    for (long i = first, end = sysconf(_SC_OPEN_MAX); i < end; i++)
        close((int)i);
}

void platform_exact_pages(void)
{
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
}

size_t platform_resident(void)
{
    static char buffer[1 << 14];
    static FILE *file;
    char line[PATH_MAX + 128], name[32];
    size_t sum = 0, kilobytes;
    bool counts = false;

    if (!file && (file = fopen("/proc/self/smaps", "re")))
        setvbuf(file, buffer, _IOFBF, sizeof buffer);
    if (!file)
        return 0;
    rewind(file);
    while (fgets(line, sizeof line, file)) {
        unsigned long inode;
        name[0] = '\0';
        if (sscanf(line, "%*x-%*x %*s %*x %*s %lu %31s", &inode, name) >= 1)
            counts = inode == 0 && strcmp(name, "[stack]") != 0;
        else if (counts && sscanf(line, "Rss: %zu", &kilobytes) == 1)
            sum += 1024 * kilobytes;
    }
    return sum;
}

double platform_waited(int pid)
{
    char path[64];
    double ran, waited = 0;

    snprintf(path, sizeof path, "/proc/%d/schedstat", pid);
    FILE *file = fopen(path, "re");
    if (!file)
        return 0;
    if (fscanf(file, "%lf %lf", &ran, &waited) != 2)
        waited = 0;
    fclose(file);
    return 1e-9 * waited;
}

int platform_nameless_file(void)
{
    return memfd_create("output", MFD_CLOEXEC);
}

int platform_shared_file(const char *name)
{
    return memfd_create(name, 0);
}

const char *platform_path_of(int file)
{
    static char path[64];

    snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)getpid(), file);
    return path;
}
