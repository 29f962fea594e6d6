#ifndef MM_H
#define MM_H

#include <stdio.h>

/*
 * mm.h - The contract of the CS:APP handout of 2002.
 */

typedef struct {
    char *teamname;
    char *name1;
    char *id1;
    char *name2;
    char *id2;
} team_t;

extern team_t team;

/* Where they work alone. */
typedef struct {
    const char *name;
    const char *id;
} student_t;

extern student_t student;

extern int mm_init(void);
extern void *mm_malloc(size_t size);
extern void mm_free(void *ptr);
extern void *mm_realloc(void *ptr, size_t size);

/* The submission's checker, of the type that it has there. */
#ifdef CHECKER
extern CHECKER mm_checkheap();
#endif

#endif
