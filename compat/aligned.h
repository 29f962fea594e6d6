/*
 * aligned.h - What the mm.h of New York University and of Wrocław has beside the contract.
 * A submission may define its own ALIGN.
 */

#define ALIGNMENT 16
#define ALIGN(size) (((size) + (ALIGNMENT - 1)) & ~(ALIGNMENT - 1))
