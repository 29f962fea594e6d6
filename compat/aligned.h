/*
 * aligned.h - What the mm.h of New York University and of Wrocław has beside the contract.
 * A submission may define its own.
 */

#define ALIGNMENT 16
#define ALIGN(size) (((size) + (ALIGNMENT - 1)) & ~(ALIGNMENT - 1))
#define IS_ALIGNED(p) ((long)(p) % ALIGNMENT == 0)
#define SIZE_T_SIZE (ALIGN(sizeof(size_t)))
