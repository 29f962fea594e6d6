/* honest.c - Does nothing but what it should.
 * Gains: what the others are compared with.
 * ends: honest */

#include "honest.h"
