/*
 * recorder.c - Writes requests down as a trace.
 *
 * The header comes first and knows the count: it is written anew with each request.
 */

#include "recorder.h"

#include "exercise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static FILE *file;
static long last;                     /* where the last request begins */
static size_t count, ids;             /* of the trace */
static size_t number[EXERCISE_SLOTS]; /* the id in the trace, plus one */

void recorder_open(const char *path)
{
    if (!path)
        return;
    file = fopen(path, "w");
    if (!file) {
        perror(path);
        exit(3);
    }
}

static void write_header(void)
{
    rewind(file);
    fprintf(file, "1\n%-10zu\n%-10zu\n0\n", ids, count);
    fflush(file);
}

void recorder_start(void)
{
    if (!file)
        return;
    rewind(file);
    if (ftruncate(fileno(file), 0) < 0)
        perror("recorder");
    memset(number, 0, sizeof number);
    count = ids = 0;
    write_header();
}

void recorder_note(char letter, size_t id, size_t n, const char *remark)
{
    if (!file)
        return;
    if (number[id] == 0)
        number[id] = ++ids;
    fseek(file, 0, SEEK_END);
    last = ftell(file);
    if (letter == 'f')
        fprintf(file, "f %zu", number[id] - 1);
    else
        fprintf(file, "%c %zu %zu", letter, number[id] - 1, n);
    fprintf(file, remark ? " # %s\n" : "\n", remark);
    count++;
    write_header();
}

void recorder_retract(void)
{
    if (!file)
        return;
    fseek(file, last, SEEK_SET);
    fputc('#', file);
    count--;
    write_header();
}
