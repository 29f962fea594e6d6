/* no-checker.c - No mm_checkheap. */

#define mm_checkheap unused_checkheap
#include "list.h"
