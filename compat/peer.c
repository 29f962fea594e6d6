/*
 * peer.c - A system allocator as a plug-in, to stand beside libc: jemalloc and its like.
 *
 * The driver calls the functions of its library themselves, as a program would. It takes
 * its memory from the system: there is no simulated heap, and no score.
 *
 *     cc -DLIBRARY='"libjemalloc.so.2"' -fPIC -shared compat/peer.c -o jemalloc.so
 */

#include <stdbool.h>

const char mm_library[] = LIBRARY;
const bool mm_takes_system_memory = true;
