#ifndef COMMANDLINE_H
#define COMMANDLINE_H

#include "options.h"

/*
 * commandline.h - The words of a command line to struct options, by the table of options.
 */

/* Ends the run with a sentence if the command line makes no sense. */
struct options commandline_read(int argc, char **argv);

#endif
