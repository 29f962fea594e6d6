#ifndef LEDGER_H
#define LEDGER_H

#include <stddef.h>

/*
 * ledger.h - How many bytes the program asked for, of each payload that is in use.
 */

/* For a heap that may have so many bytes. */
void ledger_start(const void *heap, size_t bytes);

/* 0: there is no such payload. */
size_t ledger_size(const void *p);

/* From now on it has so many; 0: it is gone. */
void ledger_set(const void *p, size_t n);

#endif
