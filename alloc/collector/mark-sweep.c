/* mark-sweep.c - Finds out what is free: marks what is reachable, frees all the rest.
 * Source: CS:APP, 9.10; McCarthy, Recursive functions of symbolic expressions, CACM 3
 * (1960). */

#define LAZY 0
#include "collector.h"
