#ifndef ASSETS_H
#define ASSETS_H

#include <stdio.h>

/*
 * assets.h - The page's own files, which the driver carries in itself.
 */

/* Each writes the text of the file of its name. */
void assets_html(FILE *file);
void assets_style(FILE *file);
void assets_scripts(FILE *file);

#endif
