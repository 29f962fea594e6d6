/*
 * lab.c - Where the lab's own files are.
 */

#include "base/lab.h"

#include "base/platform.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *lab_file(const char *name)
{
    char *folder = duplicate(platform_folder());
    char *here = realpath(".", NULL), *found = NULL;

    for (char *slash; !found && (slash = strrchr(folder, '/')); *slash = '\0') {
        char *path = format("%s/%s", folder, name);
        if (access(path, R_OK) == 0)
            found = duplicate(here && strcmp(here, folder) == 0 ? name : path);
        free(path);
    }
    free(here);
    free(folder);
    return found;
}
