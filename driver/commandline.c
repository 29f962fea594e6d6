/*
 * commandline.c - getopt_long's lists are made from the table of options, and what it
 * finds is set.
 */

#include "commandline.h"

#include "base/error.h"
#include "base/text.h"
#include "optiontable.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum {
    NO_OPTION = 1, /* getopt's code for a word that is none */
    LONG = 256     /* and ours for the first row's long name: beyond all letters */
};

static size_t row_count(void)
{
    size_t count = 0;

    while (option_rows[count].name)
        count++;
    return count;
}

static int argument_of(const struct option_row *row)
{
    if (!row->argument)
        return no_argument;
    return row->argument[0] == '[' ? optional_argument : required_argument;
}

static struct option *long_names(void)
{
    struct option *names = allocate(row_count() + 1, sizeof *names);

    for (size_t i = 0; option_rows[i].name; i++)
        names[i] = (struct option){option_rows[i].name, argument_of(&option_rows[i]),
                                   NULL, LONG + (int)i};
    return names;
}

/* "-": other words come in their order; ":": a missing argument is told apart. */
static char *letters(void)
{
    char *list = allocate(2 * row_count() + 3, 1), *end = list;

    *end++ = '-';
    *end++ = ':';
    for (const struct option_row *row = option_rows; row->name; row++)
        if (row->letter) {
            *end++ = row->letter;
            if (argument_of(row) == required_argument)
                *end++ = ':';
        }
    return list;
}

static const struct option_row *row_of(int code)
{
    if (code >= LONG)
        return &option_rows[code - LONG];
    for (const struct option_row *row = option_rows; row->name; row++)
        if (row->letter && row->letter == code)
            return row;
    return NULL;
}

static double seconds(const char *name, const char *argument)
{
    char *end;
    double value = strtod(argument, &end);

    if (*end || end == argument || !(value > 0 && value < 1e6))
        error_user("--%s wants a number of seconds, not '%s'", name, argument);
    return value;
}

static size_t positive(const char *name, const char *argument)
{
    char *end;
    unsigned long long value = strtoull(argument, &end, 10);

    if (*end || end == argument || value == 0 || argument[0] == '-')
        error_user("--%s wants a number, 1 or more, not '%s'", name, argument);
    return (size_t)value;
}

static void set(struct options *options, const struct option_row *row,
                const char *argument)
{
    void *field = (char *)options + row->field;

    switch (row->kind) {
    case A_FLAG:
        *(bool *)field = true;
        break;
    case A_WORD:
        *(const char **)field = argument ? argument : "";
        break;
    case A_TIME:
        *(double *)field = seconds(row->name, argument);
        break;
    case A_NUMBER:
        *(size_t *)field = positive(row->name, argument);
        break;
    case BY_CHOOSING:
        row->choose(options, argument ? argument : "");
    }
}

/* "--timeout, --timeline": the long names that begin like this; *count of them. */
static char *names_like(const char *start, size_t length, size_t *count)
{
    char *names = duplicate("");

    *count = 0;
    for (const struct option_row *row = option_rows; row->name; row++)
        if (row->help && strncmp(row->name, start, length) == 0) {
            char *more = format("%s%s--%s", names, *count > 0 ? ", " : "", row->name);
            free(names);
            names = more;
            ++*count;
        }
    return names;
}

/* What may have been meant: the name that is nearest, if fewer than half of the letters
 * are wrong. */
static const char *nearest(const char *name)
{
    size_t least = (strlen(name) + 1) / 2;
    const char *found = NULL;

    for (const struct option_row *row = option_rows; row->name; row++)
        if (row->help && distance(name, row->name) < least) {
            least = distance(name, row->name);
            found = row->name;
        }
    return found;
}

/* A word that is no option, such as --nonsense, one with such a letter, or the beginning
 * of several. */
static _Noreturn void refuse_unknown(const char *word, int letter)
{
    size_t dashes = strspn(word, "-"), length = strcspn(word + dashes, "="), count;
    char *name = format("%.*s", (int)length, word + dashes);
    char *unknown = letter ? format("-%c", letter) : format("--%s", name);
    char *candidates = names_like(name, length, &count);
    const char *meant = nearest(name);

    if (!letter && length > 0 && count > 1)
        error_user("%s is short for %s: which?", unknown, candidates);
    error_user("there is no option %s%s%s%s: mdriver --help lists the options", unknown,
               meant ? " (did you mean --" : "", meant ? meant : "", meant ? "?)" : "");
}

/* code, and optopt: what getopt_long says is wrong with this word. */
static _Noreturn void refuse(int code, const char *word)
{
    const struct option_row *row = optopt ? row_of(optopt) : NULL;

    if (!row)
        refuse_unknown(word, optopt);
    if (code == ':')
        error_user("--%s wants an argument: --%s %s", row->name, row->name,
                   row->argument);
    error_user("--%s takes no argument", row->name);
}

static void read_options(struct options *options, int argc, char **argv)
{
    struct option *names = long_names();
    char *short_names = letters();
    int code, at = optind;

    opterr = 0;
    while ((code = getopt_long(argc, argv, short_names, names, NULL)) != -1) {
        if (code == '?' || code == ':')
            refuse(code, argv[at]);
        if (code == NO_OPTION)
            choose_trace(options, optarg);
        else
            set(options, row_of(code), optarg);
        at = optind;
    }
    free(short_names);
    free(names);
}

struct options commandline_read(int argc, char **argv)
{
    struct options options = options_at_first();

    read_options(&options, argc, argv);
    for (; optind < argc; optind++)
        choose_trace(&options, argv[optind]);
    options_complete(&options);
    return options;
}
