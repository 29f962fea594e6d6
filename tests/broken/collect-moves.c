/* collect-moves.c - Moves what lives by a granule, as a compacting collector would.
 * (collect.rep, --collect) expect: collect.rep:6: roots: malloc: payload of id \d+,
 * reachable through root \d+, was overwritten at byte \d+ of \d+ */

#define LIVES(b) memmove(payload_of(b) + ALIGNMENT, payload_of(b), (b)->size - ALIGNMENT)
#include "collector.h"
