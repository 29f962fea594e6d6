/* mark-sweep.c - Finds out what is free: marks what can be reached, and frees all the
 * rest at once. Source: McCarthy, Recursive functions of symbolic expressions, CACM 3
 * (1960); CS:APP, 9.10. */

#define LAZY 0
#include "collector.h"
