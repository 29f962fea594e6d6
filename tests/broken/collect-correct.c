/* collect-correct.c - A collector with nothing wrong.
 * (collect.rep, --collect) expect: valid */

#include "collector.h"
