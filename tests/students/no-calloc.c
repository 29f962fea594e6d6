/* no-calloc.c - No mm_calloc. */

#define mm_calloc unused_calloc
#include "list.h"
