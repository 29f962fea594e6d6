/* collect-clears.c - Clears the first byte of what lives.
 * (collect.rep, --collect) expect: collect.rep:6: roots: malloc: payload of id \d+,
 * reachable through root \d+, was overwritten at byte \d+ of \d+ */

#define LIVES(b) (payload_of(b)[0] = 0)
#include "collector.h"
