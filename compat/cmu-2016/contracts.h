/*
 * contracts.h - Assertions with a name. No guard: NDEBUG may differ each time.
 */

#include <assert.h>

#undef ASSERT
#undef REQUIRES
#undef ENSURES
#define ASSERT(condition) assert(condition)
#define REQUIRES(condition) assert(condition)
#define ENSURES(condition) assert(condition)
