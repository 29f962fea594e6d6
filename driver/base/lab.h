#ifndef LAB_H
#define LAB_H

/*
 * lab.h - Where the lab's own files are.
 */

/* The path of such a file or folder of the lab, that is, of the nearest folder above the
 * driver's own that has one; as short as can be. NULL if there is none. */
char *lab_file(const char *name);

#endif
