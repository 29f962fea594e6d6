#ifndef SMALL_CONFIG_H
#define SMALL_CONFIG_H

/*
 * config.h - The lab's, but with a small heap in which payloads are soon large.
 */

#include "../../config.h"

#undef HEAP_LIMIT
#undef HEAP_FACTOR
#undef HEAP_RESERVATION
#undef PAYLOAD_WHOLE
#undef PAYLOAD_EDGE

#define HEAP_LIMIT ((size_t)8 << 10)
#define HEAP_FACTOR 1
#define HEAP_RESERVATION ((size_t)8 << 10)
#define PAYLOAD_WHOLE ((size_t)256)
#define PAYLOAD_EDGE ((size_t)64)

#endif
