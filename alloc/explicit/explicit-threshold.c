/* explicit-threshold.c - explicit-lifo that splits only if 128 bytes or more are left.
 * Source: Wilson et al., Dynamic storage allocation: a survey and critical review, IWMM
 * 1995. */

#define SPLITTING 128
#include "explicit-lifo.c"
