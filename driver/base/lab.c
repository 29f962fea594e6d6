/*
 * lab.c - Where the lab's own files are, and how the lab's commands are typed.
 */

#include "base/lab.h"

#include "base/platform.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The Makefile's, where it builds the driver. */
#ifndef LAB_DRIVER
#define LAB_DRIVER "./mdriver"
#define LAB_WORDS ""
#endif

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

const char *lab_driver(void)
{
#ifdef __i386__
    if (platform_is_emulated() && !platform_in_valgrind())
        return "qemu-i386 " LAB_DRIVER;
#endif
    return LAB_DRIVER;
}

const char *lab_make_words(void)
{
    return sizeof LAB_WORDS > 1 ? " " LAB_WORDS : "";
}
