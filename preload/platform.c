/*
 * platform.c - One thread or more, names, and backtraces: glibc has them; musl has less.
 */

#define _GNU_SOURCE /* dladdr, program_invocation_short_name */

#include "platform.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <execinfo.h>
#include <sys/single_threaded.h>
#else
enum { __libc_single_threaded = false };
#endif

static int out = STDERR_FILENO;

bool platform_is_alone(void)
{
    return __libc_single_threaded;
}

const char *platform_program(void)
{
    return program_invocation_short_name;
}

void platform_keep_stderr(void)
{
    enum { HIGH = 200 }; /* out of the way of a program that counts descriptors */
    int copy = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, HIGH);
    if (copy >= 0)
        out = copy;
}

/* That of this library's file, without folder and .so. */
static void name_allocator(char *name, size_t room)
{
    Dl_info info = {.dli_fname = "?"};

    dladdr(&out, &info);
    const char *slash = strrchr(info.dli_fname, '/');
    snprintf(name, room, "%s", slash ? slash + 1 : info.dli_fname);
    char *dot = strrchr(name, '.');
    if (dot)
        *dot = '\0';
}

static void say(const char *format, va_list arguments)
{
    char text[1024], allocator[256];
    int most = sizeof text - 1;

    name_allocator(allocator, sizeof allocator);
    int n = snprintf(text, sizeof text, "%s[%d], %s: ", platform_program(), (int)getpid(),
                     allocator);

    n += vsnprintf(text + n, (size_t)(most - n), format, arguments);
    n = n < most ? n : most - 1;
    text[n++] = '\n';
    if (write(out, text, (size_t)n) < 0)
        return; /* there is nobody to be told */
}

void platform_say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
}

void platform_end(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
    _exit(2);
}

enum { MOST_CALLS = 64 };

static bool ready, ending;

#ifndef __GLIBC__
static int backtrace(void **calls, int most)
{
    (void)calls;
    (void)most;
    return 0;
}

static void backtrace_symbols_fd(void *const *calls, int count, int file)
{
    (void)calls;
    (void)count;
    (void)file;
}
#endif

/* The first backtrace loads a library, for which it needs memory: in time. */
__attribute__((constructor)) static void get_ready(void)
{
    void *call[1];

    if (getenv("MALLOC_LAB"))
        backtrace(call, 1);
    ready = true;
}

void platform_abort(void)
{
    void *calls[MOST_CALLS];

    if (ending)
        _exit(128 + SIGABRT);
    ending = true;
    if (ready)
        backtrace_symbols_fd(calls, backtrace(calls, MOST_CALLS), out);
    abort();
}
