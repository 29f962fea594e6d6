/*
 * tlsf.c - Two-level segregated fit: every request in constant time.
 *
 * Of each list only the first block is looked at, and bitmaps say which lists have one.
 * A block of a later class always fits, so this is a good fit without a search.
 *
 * Source: Masmano, Ripoll, Crespo and Real, TLSF: a new dynamic memory allocator for
 * real-time systems, ECRTS 2004.
 */

#define CLASSES FINE
#define CLASS fine
#define ORDER lifo
#define FIT front_fit
#include "segregated.h"
