/*
 * report.c - What people read: failures, the table of traces, the table of scores.
 */

#include "report.h"

#include "allocator.h"
#include "config.h"
#include "error.h"
#include "instructions.h"
#include "progress.h"

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

void report_overhead(double seconds)
{
    printf("the replay loop and an allocator that only moves a pointer: %.2f ns for a "
           "request\n",
           1e9 * seconds);
}

void report_block(const struct mm_block *block, void *ignored)
{
    (void)ignored;
    printf("%p %8zu bytes, %s\n", block->start, block->size,
           block->in_use ? "in use" : "free");
    fflush(stdout);
}

/* Nobody shall take it for ours. */
void report_output(const char *allocator, const char *text, int verbose)
{
    int lines = 0;

    for (const char *line = text; line && *line; lines++) {
        const char *end = strchr(line, '\n');
        int length = (int)(end ? end - line : (ptrdiff_t)strlen(line));
        if (verbose < 2 && lines == OUTPUT_LINES) {
            fprintf(stderr, "%s| ... (-V shows all)\n", allocator);
            return;
        }
        fprintf(stderr, "%s| %.*s\n", allocator, length, line);
        line = end ? end + 1 : NULL;
    }
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
    if (r->spec)
        printf("    repeat: ./mdriver -a %s -f %s\n", r->spec, r->path);
    fflush(stdout);
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

/* A line for the kind, and one for each damage that went unnoticed. Was there one? */
static bool report_kind(const char *name, const struct noticed *n)
{
    if (n->made == 0)
        printf("  %-24s %7s %8s   none that matters in this heap\n", name, "-", "-");
    else
        printf("  %-24s %7zu %8zu\n", name, n->made, n->noticed);
    for (size_t i = 0; i < n->missed_count; i++)
        printf("      %s\n", n->missed[i]);
    return n->missed_count > 0;
}

bool report_grading(const char *allocator, enum grading grading,
                    const struct noticed *noticed, size_t requests)
{
    size_t kinds = 0, missed = 0;

    progress_clear();
    if (grading == CRIED || grading == NO_CHECKER) {
        printf("%s: noticed 0 kinds of damage: %s\n", allocator,
               grading == CRIED
                   ? "a checker that is not content with a sound heap notices nothing"
                   : "there is no mm_checkheap");
        return false;
    }
    printf("%-26s %7s %8s\n", allocator, "damages", "noticed");
    for (int i = 0; i < DAMAGES; i++) {
        kinds += noticed[i].made > 0;
        missed += report_kind(damage_names[i], &noticed[i]);
    }
    printf("%s: noticed %zu of %zu kinds of damage; ", allocator, kinds - missed, kinds);
    if (grading == NOT_VALID)
        puts("the allocator itself is not valid");
    else
        printf("content with a sound heap after each of %zu requests\n", requests);
    return missed == 0 && grading == CONTENT;
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

/* "76.2 %", or "-" where there is none. */
static void print_percent(bool exists, double fraction)
{
    if (exists)
        printf(" %10.1f %%", 100 * fraction);
    else
        printf(" %12s", "-");
}

/* Of a simulated heap; or of resident memory, marked with a star. */
static void print_utilization(bool simulated, double utilization, double residency)
{
    if (simulated || residency <= 0)
        print_percent(simulated, utilization);
    else
        printf(" %9.1f %%*", 100 * residency);
}

static void print_speed(bool exists, double kops, double ratio, double lo, double hi)
{
    if (exists)
        printf(" %10.0f %8.3f  %6.3f-%.3f", kops, ratio, lo, hi);
    else
        printf(" %10s %8s  %12s", "-", "-", "-");
}

void report_traces(const struct result *results, size_t count)
{
    printf("\n%-18s %5s %12s %10s %10s %8s  %s\n", results->allocator, "valid",
           "utilization", "requests", "Kops/s", "speed", "95 % interval");
    for (size_t i = 0; i < count; i++) {
        const struct result *r = &results[i];
        printf("%c %-16s %5s", r->weight ? ' ' : '(', r->trace, r->valid ? "yes" : "NO");
        print_utilization(r->valid && r->simulated, result_utilization(r),
                          result_residency(r));
        printf(" %10zu", r->requests);
        print_speed(r->valid && r->timed, result_kops(r), r->ratio, r->ratio_lo,
                    r->ratio_hi);
        puts(r->weight ? "" : " ) not scored");
    }
}

static int width_of_names(const struct score *scores, size_t count)
{
    int width = 10;

    for (size_t i = 0; i < count; i++)
        if ((int)strlen(scores[i].allocator) > width)
            width = (int)strlen(scores[i].allocator);
    return width;
}

/* "60 x mean utilization (0 at 0.55, 1 at 0.74)" */
static void print_part(double weight, const char *measure, double lo, double hi)
{
    if (weight > 0)
        printf("%g x ", 100 * weight);
    fputs(measure, stdout);
    if (lo != 0 || hi != 1)
        printf(" (0 at %g, 1 at %g)", lo, hi);
}

static void print_formula(const struct formula *f, const char *reference)
{
    const char *speed = f->in_kops ? "Kops/s" : "speed";

    fputs(f->geometric ? "\nscore = 100 x root of " : "\nscore = ", stdout);
    print_part(f->geometric ? 0 : f->weight, "mean utilization", f->u0, f->u1);
    fputs(f->geometric ? " x " : " + ", stdout);
    print_part(f->geometric ? 0 : 1 - f->weight, speed, f->s0, f->s1);
    printf("; speed is relative to %s, both at most 1\n", reference);
}

/* Does another do better in one measure, and no worse in the other? */
static bool is_beaten(const struct score *scores, size_t count, const struct score *s)
{
    for (size_t i = 0; i < count; i++) {
        const struct score *other = &scores[i];
        bool worse = other->utilization < s->utilization || other->speed < s->speed;
        bool better = other->utilization > s->utilization || other->speed > s->speed;
        if (other->has_utilization && better && !worse)
            return true;
    }
    return false;
}

/* On a terminal: red if a trace failed, green if no other is better at both. */
static const char *colour_of(const struct score *scores, size_t count, size_t i)
{
    const struct score *s = &scores[i];

    if (!report_colours())
        return "";
    if (s->valid < s->traces)
        return "\033[31m";
    return count > 1 && s->has_utilization && !is_beaten(scores, count, s) ? "\033[32m"
                                                                           : "";
}

static bool any_counted(const struct score *scores, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (scores[i].has_instructions)
            return true;
    return false;
}

static void print_index(bool exists, double index)
{
    if (exists)
        printf("  %6.1f", index);
    else
        printf("  %6s", "-");
}

static void print_counted(const struct score *s)
{
    if (!s->has_instructions) {
        printf(" %15s %6s %6s", "-", "-", "-");
        return;
    }
    printf(" %15.2f %6.3f", s->instructions, s->economy);
    print_index(s->has_utilization, s->counted_index);
}

/* What the table's stars and further columns mean. */
static void print_notes(const struct score *scores, size_t count, bool counted)
{
    bool resident = false;

    for (size_t i = 0; i < count; i++)
        resident = resident || scores[i].residency > 0;
    if (resident)
        puts("* of the most memory that was resident, in whole pages: it has no "
             "simulated heap, and so no score");
    if (counted)
        printf("instructions are counted by %s: mm_init, a replay, and its loop; the "
               "score from them has their ratio for speed\n",
               instructions_counter());
}

void report_scores(const struct score *scores, size_t count, const char *reference,
                   const struct formula *formula)
{
    int width = width_of_names(scores, count);
    bool counted = any_counted(scores, count);

    printf("\n%-*s %7s %12s %10s %8s  %-13s %6s", width, "allocator", "valid",
           "utilization", "Kops/s", "speed", "95 % interval", "score");
    puts(counted ? "  instr./request  ratio  score" : "");
    for (size_t i = 0; i < count; i++) {
        const struct score *s = &scores[i];
        fputs(colour_of(scores, count, i), stdout);
        printf("%-*s %4zu/%-2zu", width, s->allocator, s->valid, s->traces);
        print_utilization(s->has_utilization, s->utilization, s->residency);
        print_speed(s->has_speed, s->kops, s->speed, s->speed_lo, s->speed_hi);
        print_index(s->has_utilization && s->has_speed, s->index);
        if (counted)
            print_counted(s);
        puts(*colour_of(scores, count, i) ? "\033[0m" : "");
    }
    print_formula(formula, reference);
    print_notes(scores, count, counted);
}

void report_noise(const struct score *scores, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (score_is_noisy(&scores[i]))
            printf(
                "%s: too noisy to grade: its score of %.1f is known within %.1f points "
                "only; run it again, or with a larger --budget\n",
                scores[i].allocator, scores[i].index, scores[i].width);
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
