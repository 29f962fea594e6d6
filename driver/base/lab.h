#ifndef LAB_H
#define LAB_H

/*
 * lab.h - Where the lab's own files are, and how the lab's commands are typed.
 */

/* The path of such a file or folder of the lab, that is, of the nearest folder above the
 * driver's own that has one; as short as can be. NULL if there is none. */
char *lab_file(const char *name);

/* How this driver is called from the lab's folder: "./mdriver", "build/m32/mdriver",
 * by qemu where that runs it. */
const char *lab_driver(void);

/* What make needs to build for it, each word with a blank before it: " M32=1", or "". */
const char *lab_make_words(void);

#endif
