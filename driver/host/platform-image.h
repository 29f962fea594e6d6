#ifndef PLATFORM_IMAGE_H
#define PLATFORM_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * platform-image.h - What a plug-in's file says of itself, whatever its code may say:
 * ELF.
 */

/* Bytes from the address at which it is loaded. */
struct span {
    size_t from, end;
};

enum { IMAGE_SPANS = 4 };

/* Its variables: what can be written once it is loaded, without what the loader alone
 * writes (relocations, the procedure linkage table). */
struct image {
    struct span variables[IMAGE_SPANS];
    size_t count;
    size_t bytes;       /* of them all */
    bool thread_local_; /* it has variables that each thread has its own of */
    bool has_contract;  /* it defines mm_contract: it was written for another handout */
};

/* Of a file that is no shared object of this machine's, nothing; then false. */
bool image_read(const char *path, struct image *image);

#endif
