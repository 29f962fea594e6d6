/* mark-sweep-lazy.c - mark-sweep that frees only as much at a time as a request needs.
 * Source: Hughes, A semi-incremental garbage collection algorithm, Software: Practice and
 * Experience 12 (1982). */

#define LAZY 1
#include "collector.h"
