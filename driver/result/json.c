/*
 * json.c - The results as JSON.
 */

#include "result/json.h"

#include "base/error.h"
#include "base/lab.h"
#include "base/text.h"
#include "result/tsv.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Runs export.py with these arguments, already in quotes. Its exit status. */
static int export(const char *path, const char *arguments)
{
    char *script = lab_file("tools/export.py");

    if (!script)
        error_user("--json needs the lab's tools/export.py, which is not here; --tsv "
                   "writes the same results");
    char *program = quoted(script), *file = quoted(path);
    char *command = format("python3 %s --json %s %s", program, file, arguments);
    fflush(NULL);
    int status = system(command);
    free(script);
    free(program);
    free(file);
    free(command);
    return status;
}

void json_begin(const char *path)
{
    if (system("command -v python3 >/dev/null 2>&1") != 0)
        error_user("--json needs Python 3, which is not installed; --tsv writes the same "
                   "results");
    if (export(path, "--begin") != 0)
        error_user("%s: cannot be written here", path);
}

void json_write(const char *path, const struct score *scores, size_t count, bool noisy)
{
    char table[] = "/tmp/mdriver-XXXXXX";
    int status, file = mkstemp(table);

    if (file < 0)
        error_system("%s", table);
    close(file);
    if (noisy)
        status = export(path, "--begin --failure 'The machine was too noisy to grade.'");
    else {
        tsv_write(table, scores, count);
        status = export(path, table);
    }
    unlink(table);
    if (status != 0)
        error_system("%s: tools/export.py has failed", path);
}
