#ifndef MANUAL_H
#define MANUAL_H

/*
 * manual.h - Help and the manual's page, made from the table of options.
 */

/* What --help=TOPIC prints: "" the options used most, a group's ("score", "bug",
 * "study", "compare", "output"), "all", or "man" for the page as man reads it. Freed by
 * the caller. Ends the run if there is no such topic. */
char *manual_text(const char *topic);

#endif
