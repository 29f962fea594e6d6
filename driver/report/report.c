/*
 * report.c - What people read, without the tables.
 */

#include "report/report.h"

#include "base/error.h"
#include "base/progress.h"
#include "config.h"
#include "host/allocator.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool report_colours(void)
{
    const char *unwanted = getenv("NO_COLOR");

    return isatty(STDOUT_FILENO) && !(unwanted && *unwanted);
}

void report_text(const char *text)
{
    fputs(text, stdout);
}

void report_finish(void)
{
    if (fflush(stdout) != 0 || ferror(stdout))
        error_system("what it printed is lost");
}

void report_list(void)
{
    size_t count;
    char **names = allocator_family(&count);

    puts("mm                 yours: mm.c\nlibc               the system's malloc");
    for (size_t i = 0; i < count; i++)
        puts(names[i]);
}

void report_overhead_apart(double seconds)
{
    printf("a request to the host program, and its answer: %.2f us of the processor\n",
           1e6 * seconds);
}

void report_overhead(double seconds)
{
    printf("the replay loop and an allocator that only moves a pointer: %.2f ns for a "
           "request\n",
           1e9 * seconds);
}

void report_line(void *ignored, const char *line)
{
    (void)ignored;
    puts(line);
    fflush(stdout);
}

static size_t count_lines(const char *text)
{
    size_t lines = 0;

    for (const char *line = text; line && *line; lines++) {
        const char *end = strchr(line, '\n');
        line = end ? end + 1 : NULL;
    }
    return lines;
}

/* Nobody shall take it for ours. */
void report_output(const char *allocator, const char *text, int verbose)
{
    size_t lines = count_lines(text), left_out = 0;
    const char *end;

    if (verbose < 2 && lines > OUTPUT_LINES)
        left_out = lines - OUTPUT_LINES;
    if (left_out > 0)
        fprintf(stderr, "%s| ... (%zu lines before these; -V shows all)\n", allocator,
                left_out);
    for (const char *line = text; line && *line; line = end ? end + 1 : NULL) {
        end = strchr(line, '\n');
        int length = (int)(end ? end - line : (ptrdiff_t)strlen(line));
        if (left_out > 0)
            left_out--;
        else
            fprintf(stderr, "%s| %.*s\n", allocator, length, line);
    }
    if (text && strlen(text) >= OUTPUT_LIMIT)
        fprintf(stderr, "%s| ... (it has printed more than %zu MB: the rest is lost)\n",
                allocator, OUTPUT_LIMIT >> 20);
}

static void show_detail(const char *detail)
{
    while (detail && *detail) {
        const char *end = strchr(detail, '\n');
        int length = (int)(end ? end - detail : (ptrdiff_t)strlen(detail));
        printf("    %.*s\n", length, detail);
        detail = end ? end + 1 : NULL;
    }
}

void report_trouble(const struct result *r, int verbose)
{
    if (r->output || r->message)
        progress_clear();
    report_output(r->allocator, r->output, verbose);
    if (!r->message)
        return;
    printf("%s: %s:", r->allocator, r->path);
    if (r->line)
        printf("%u:", r->line);
    printf(" %s\n", r->message);
    if (r->excerpt)
        printf("    %u | %s\n", r->line, r->excerpt);
    show_detail(r->detail);
    if (r->spec && r->repeat)
        printf("    repeat: %s%s\n", r->repeat, r->apart ? " --apart" : "");
    fflush(stdout);
}

void report_more_failures(const char *allocator, size_t traces)
{
    printf("%s: ... and %zu more %s (-v tells each)\n", allocator, traces,
           traces == 1 ? "trace fails" : "traces fail");
}

void report_stale(const char *source)
{
    printf("%s is newer than its build: 'make' builds it\n", source);
}

void report_lacking(const char *allocator, const char *function, const char *consequence)
{
    printf("%s: there is no %s: %s\n", allocator, function, consequence);
}

void report_waste(const struct result *r, size_t traces)
{
    static const char *const words[] = {
        [LOST] = "the heap grows though payloads of the same size were freed",
        [UNUSED] = "the heap grows though memory that was freed would do",
        [PASSED] = "the heap grows though a free block is large enough",
        [CROWDED] = "nearly all free blocks are in one list, and other lists never used",
        [UNJOINED] = "the heap grows though free blocks side by side are not joined",
        [LOOSE] = "blocks in use are much larger than they need be",
        [OVERGROWN] = "the heap grows by all of a payload that stays where it was",
    };

    printf("%s: on %zu %s %s: %s:%u\n", r->allocator, traces,
           traces == 1 ? "trace" : "traces", words[r->waste_kind], r->path, r->line);
    printf("    %u | %s\n", r->line, r->excerpt);
    show_detail(r->waste);
}

void report_heap_begin(void)
{
    puts("(bytes into the heap are counted from mem_heap_lo())");
}

void report_step_failure(const char *allocator, const char *place, const char *sentence,
                         const char *detail)
{
    printf("%s: %s%s\n", allocator, place, sentence);
    show_detail(detail);
}

void report_step_back(const char *command)
{
    printf("taken back: %s\n", command);
}

void report_prompt(const char *allocator)
{
    printf("%s> ", allocator);
    fflush(stdout);
}

void report_shrunk(const struct trace *trace, const struct trace *shrunk, size_t replays)
{
    progress_clear();
    printf("%s: %zu requests shrunk to %zu, by %zu replays: %s\n", trace->path,
           trace->count, shrunk->count, replays, shrunk->path);
    if (shrunk->count <= SHRUNK_SHOWN)
        for (size_t i = 0; i < shrunk->count; i++) {
            int length;
            const char *line = trace_line(shrunk, i, &length);
            printf("    %u | %.*s\n", shrunk->lines[i], length, line);
        }
}

void report_nothing_to_shrink(const char *allocator, size_t traces)
{
    progress_clear();
    printf("%s: nothing to shrink, all traces are valid (%zu)\n", allocator, traces);
}

/* As a string of JSON. */
static void print_string(const char *text)
{
    putchar('"');
    for (; *text; text++)
        if (*text == '"' || *text == '\\')
            printf("\\%c", *text);
        else if ((unsigned char)*text < ' ')
            printf("\\u%04x", (unsigned)*text);
        else
            putchar(*text);
    putchar('"');
}

void report_autolab(const struct score *scores, size_t count)
{
    printf("{\"scores\": {");
    for (size_t i = 0; i < count; i++) {
        printf(i ? ", " : "");
        print_string(scores[i].allocator);
        printf(": %.1f", scores[i].index);
    }
    puts("}}");
}
