#ifndef SCENE_H
#define SCENE_H

#include "host/host.h"

#include <stdint.h>

/*
 * scene.h - A small heap that can be made again and again, and what its words mean.
 *
 * Nothing is known of the allocator but its functions. What a word means is learned
 * from what becomes of it: the header of a payload has the word that grows with the
 * size, and so on.
 *
 *    | separator | target | separator | target | ... | separator |
 */

enum { TARGETS = 12, BLOCKS = 2 * TARGETS + 1 };

struct scene {
    const struct host *host;
    char *p[BLOCKS];  /* the payloads; those of odd number are targets */
    size_t n[BLOCKS]; /* their sizes */
    bool live[BLOCKS];

    /* How far before each payload the word of its header lies that tells the size; how
     * far before the payload behind a free block that block's footer. 0: there is none.
     */
    size_t header, footer;

    size_t shrunk; /* sizes are divided by this: 1, or more where large blocks tell
                      nothing */
};

/* A copy of the heap. */
struct snapshot {
    char *bytes;
    size_t size;
};

/* Learns where headers and footers are. False if the allocator does not give all
 * payloads. */
bool scene_learn(struct scene *s, const struct host *host);

/* All blocks, on an empty heap. False if the allocator does not give all payloads. */
bool scene_build(struct scene *s);

void scene_free(struct scene *s, size_t block);

/* Block numbers: the target of that number, counted from 0. */
size_t scene_target(size_t number);

/* The block whose payload is the first above this one's, or BLOCKS. */
size_t scene_after(const struct scene *s, size_t block);

/* A number made of what the allocator answers when the scene goes on: all blocks are
 * freed, in another order for each way, and many allocated. */
enum { SCENE_WAYS = 4 };
uint64_t scene_go_on(struct scene *s, size_t way);

struct snapshot scene_snapshot(void);
uint32_t snapshot_word(const struct snapshot *snapshot, const char *where);

uint32_t scene_word(const char *where);
void scene_set_word(char *where, uint32_t word);

/* Where free blocks have a link, and how it is written. */
struct link {
    int offset;   /* from the payload's start */
    bool pointer; /* an address; else a number of units from the heap's start */
    size_t unit;  /* bytes */
};

/* Of the scene as it is; up to so many links are found. */
size_t scene_links(const struct scene *s, struct link *links, size_t most);

/* The free block to which the block's link leads, or BLOCKS. */
size_t scene_follow(const struct scene *s, struct link link, size_t block);

#endif
