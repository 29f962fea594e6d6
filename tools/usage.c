/*
 * usage.c - Runs a program, and says how many seconds of the processor it took.
 *
 *    usage FILE LIBRARY PROGRAM [ARGUMENT]...
 *
 * FILE gets "STATUS SECONDS". The library is loaded before libc; "" is none. The
 * program's own processes count, this one does not.
 */

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    struct rusage used;
    int status;

    if (argc < 4)
        return 2;
    pid_t child = fork();
    if (child == 0) {
        setenv("LD_PRELOAD", argv[2], 1);
        execvp(argv[3], argv + 3);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &used) < 0)
        return 3;
    FILE *out = fopen(argv[1], "w");
    if (!out)
        return 3;
    fprintf(out, "%d %.6f\n",
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
            seconds(used.ru_utime) + seconds(used.ru_stime));
    return fclose(out) ? 3 : 0;
}
