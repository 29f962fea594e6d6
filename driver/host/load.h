#ifndef LOAD_H
#define LOAD_H

#include "host/host.h"

/*
 * load.h - A plug-in's code, in this process.
 */

/* Loads it, and sets what the host has of it. False if it cannot; then message says why.
 */
bool load_plugin(const char *path, struct host *host, char *message, size_t size);

/* The init of what is ready as it is: libc, and its like. Always 0. */
int load_nothing_to_init(void);

/* How far into the plug-in's file this address of its code lies; 0 if elsewhere. */
size_t load_code_offset(const void *code);

#endif
