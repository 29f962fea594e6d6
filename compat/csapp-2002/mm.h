#ifndef MM_H
#define MM_H

#include <stdint.h>
#include <stdio.h>

/*
 * mm.h - The contract of the CS:APP handout of 2002.
 */

/* Courses have renamed its fields, and let three work together. */
typedef struct {
    union {
        char *teamname, *team;
    };
    char *name1;
    union {
        char *id1, *email1;
    };
    char *name2;
    union {
        char *id2, *email2;
    };
    char *name3;
    union {
        char *id3, *email3;
    };
} team_t;

extern team_t team;

/* Where they work alone. */
typedef struct {
    const char *name;
    const char *id;
    const char *email;
} student_t;

extern student_t student;

/* What sizes are in its handout. */
#ifndef CONTRACT_SIZE
#define CONTRACT_SIZE size_t
#endif

extern int mm_init();
extern void *mm_malloc(CONTRACT_SIZE size);
extern void mm_free(void *ptr);
extern void *mm_realloc(void *ptr, CONTRACT_SIZE size);

/* The submission's checker, of the type that it has there. */
#ifdef CHECKER
extern CHECKER mm_checkheap();
#endif

/* Where mm_init is given the driver's list of payloads: here it is NULL. */
#ifdef RANGES
typedef struct range_t {
    char *lo, *hi;
    struct range_t *next;
} range_t;
#endif

#endif
