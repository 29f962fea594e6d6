/*
 * matrix.c - A line for each trace, a column for each allocator.
 */

#include "report/matrix.h"

#include "base/error.h"
#include "report/report.h"
#include "study/ceiling.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CEILINGS = 2, LEAST_WIDTH = 8 };

/* The figures of a line; NAN where there is none. */
struct line {
    const char *name;
    double *figures;
};

struct table {
    const char *title;
    const char **heads;
    struct line *lines;
    size_t columns, count;
    size_t room;      /* of lines */
    size_t compared;  /* the first of the columns whose best is marked */
    const char *form; /* of a figure */
};

static int width_of(const char *head)
{
    return strlen(head) > LEAST_WIDTH ? (int)strlen(head) : LEAST_WIDTH;
}

static double best_of(const struct table *table, const struct line *line)
{
    double best = -INFINITY;

    for (size_t i = table->compared; i < table->columns; i++)
        best = fmax(best, line->figures[i]); /* NAN never is */
    return best;
}

static void print_line(const struct table *table, const struct line *line)
{
    bool colour = report_colours();
    double best = best_of(table, line);

    printf("%-18s", line->name);
    for (size_t i = 0; i < table->columns; i++) {
        double figure = line->figures[i];
        bool marked = colour && i >= table->compared && figure >= best;
        fputs(marked ? " \033[1;32m" : " ", stdout);
        if (isnan(figure))
            printf("%*s", width_of(table->heads[i]), "-");
        else
            printf(table->form, width_of(table->heads[i]), figure);
        fputs(marked ? "\033[0m" : "", stdout);
    }
    putchar('\n');
}

static void print_table(const struct table *table)
{
    printf("\n%-18s", table->title);
    for (size_t i = 0; i < table->columns; i++)
        printf(" %*s", width_of(table->heads[i]), table->heads[i]);
    putchar('\n');
    for (size_t i = 0; i < table->count; i++)
        print_line(table, &table->lines[i]);
}

static void fill_ceilings(double *figures, const char *path)
{
    struct trace trace = trace_load(path);

    figures[0] = 100 * (double)trace.peak / (double)ceiling_bound(&trace);
    figures[1] = 100 * (double)trace.peak / (double)ceiling_best_fit(&trace);
    trace_free(&trace);
}

static double utilization_figure(const struct result *r)
{
    if (r->valid && r->simulated)
        return 100 * result_utilization(r);
    return result_residency(r) > 0 ? 100 * result_residency(r) : NAN;
}

static double speed_figure(const struct result *r)
{
    return r->valid && r->timed ? r->ratio : NAN;
}

static struct table new_table(const struct score *scores, size_t count, size_t first)
{
    struct table table = {
        .columns = first + count, .count = scores[0].count, .compared = first};

    table.room = table.count + 1; /* with the means */
    table.heads = allocate(table.columns, sizeof *table.heads);
    table.lines = allocate(table.room, sizeof *table.lines);
    for (size_t i = 0; i < count; i++)
        table.heads[first + i] = scores[i].allocator;
    for (size_t i = 0; i < table.room; i++)
        table.lines[i].figures = allocate(table.columns, sizeof(double));
    return table;
}

static void free_table(struct table *table)
{
    for (size_t i = 0; i < table->room; i++)
        free(table->lines[i].figures);
    free(table->lines);
    free(table->heads);
}

static void fill(struct table *table, const struct score *scores, size_t count,
                 double (*figure)(const struct result *))
{
    for (size_t j = 0; j < table->count; j++) {
        table->lines[j].name = scores[0].results[j].trace;
        for (size_t i = 0; i < count; i++)
            table->lines[j].figures[table->compared + i] = figure(&scores[i].results[j]);
    }
}

/* The mean over the traces that count; a failed one counts zero. */
static void add_means(struct table *table, const struct result *results)
{
    struct line *means = &table->lines[table->count];

    means->name = "mean";
    for (size_t i = 0; i < table->columns; i++) {
        double sum = 0;
        size_t used = 0;
        for (size_t j = 0; j < table->count; j++)
            if (trace_counts_utilization(results[j].weight)) {
                double figure = table->lines[j].figures[i];
                sum += isnan(figure) ? 0 : figure;
                used++;
            }
        means->figures[i] = used ? sum / (double)used : NAN;
    }
    table->count++;
}

void matrix_print(const struct score *scores, size_t count, bool ceilings)
{
    struct table table = new_table(scores, count, ceilings ? CEILINGS : 0);
    bool timed = false;

    table.title = "utilization, %";
    table.form = "%*.1f";
    if (ceilings) {
        table.heads[0] = "possible";
        table.heads[1] = "best fit";
        for (size_t j = 0; j < table.count; j++)
            fill_ceilings(table.lines[j].figures, scores[0].results[j].path);
    }
    fill(&table, scores, count, utilization_figure);
    add_means(&table, scores[0].results);
    print_table(&table);
    free_table(&table);
    for (size_t i = 0; i < count; i++)
        timed = timed || scores[i].has_speed;
    if (!timed)
        return;
    table = new_table(scores, count, 0);
    table.title = "speed";
    table.form = "%*.3f";
    fill(&table, scores, count, speed_figure);
    print_table(&table);
    free_table(&table);
}
