/* correct.c - Nothing is wrong. */

#include "list.h"
