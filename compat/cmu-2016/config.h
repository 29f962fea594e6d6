#ifndef CONFIG_H
#define CONFIG_H

/*
 * config.h - The numbers of that handout that a submission may use.
 */

#define ALIGNMENT 16
#define MAX_HEAP (100 * (1 << 20))

#endif
