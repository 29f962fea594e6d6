/*
 * names.h - Included before a submission: names that mean one thing to its handout and
 * another to the lab. Its own functions get a name that only the adapters know.
 */

#define mm_init submission_init
#define mm_checkheap submission_checkheap
#define mm_calloc submission_calloc
#define mm_realloc submission_realloc

/* Helpers of its own, perhaps; not the optional functions of the lab's mm.h. */
#define mm_walk submission_walk
#define mm_usable_size submission_usable_size
#define mm_memalign submission_memalign
#define mm_contract submission_contract
#define mm_alignment submission_alignment
#define mm_heap_limit submission_heap_limit
