/* explicit-threshold.c - explicit-lifo that splits only if 128 bytes or more are left. */

#define SPLITTING 128
#include "explicit-lifo.c"
