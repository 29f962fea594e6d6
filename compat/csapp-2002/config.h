#ifndef CONFIG_H
#define CONFIG_H

/*
 * config.h - The numbers of that handout that a submission may use.
 */

#ifndef ALIGNMENT
#define ALIGNMENT 8
#endif
#define MAX_HEAP (20 * (1 << 20))
#define AVG_LIBC_THRUPUT 600E3
#define UTIL_WEIGHT .60

#endif
