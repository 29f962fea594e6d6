/* tree-best.c - Best fit, the lowest address of those that fit best, by a balanced tree.
 */

#include "tree.h"
