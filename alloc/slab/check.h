/*
 * check.h - The walk through slabs and runs, and the heap checker.
 */

/* Marks the free objects of a slab; how many there are, or -1 if one cannot be right. */
static long mark_free(struct run *r, bool *is_free)
{
    long count = 0;

    memset(is_free, false, PAGE / ALIGNMENT);
    for (void **object = r->free; object; object = *object, count++) {
        size_t at = (size_t)((char *)object - (char *)r) - HEAD;
        if (at % r->size || at / r->size >= ROOM / r->size || is_free[at / r->size])
            return -1;
        is_free[at / r->size] = true;
    }
    return count;
}

static void walk_slab(struct run *r,
                      void (*visit)(const struct mm_block *block, void *context),
                      void *context)
{
    bool is_free[PAGE / ALIGNMENT];

    mark_free(r, is_free);
    for (size_t i = 0; i < ROOM / r->size; i++) {
        char *object = (char *)r + HEAD + i * r->size;
        visit(&(struct mm_block){object, r->size, object, !is_free[i]}, context);
    }
}

void mm_walk(void (*visit)(const struct mm_block *block, void *context), void *context)
{
    for (size_t at = 0; at < pages_end; at += block_size(&run_at(at)->links)) {
        struct run *r = run_at(at);
        bool in_use = block_in_use(&r->links);
        if (in_use && is_slab(r))
            walk_slab(r, visit, context);
        else
            visit(&(struct mm_block){r, block_size(&r->links), (char *)r + HEAD, in_use},
                  context);
    }
}

/* What is wrong with a run in use, or NULL. */
static const char *fault_of(struct run *r)
{
    bool is_free[PAGE / ALIGNMENT];

    if (!is_slab(r))
        return r->size == block_size(&r->links) - HEAD ? NULL
                                                       : "its object does not fill it";
    if (r->size < ALIGNMENT || r->size % ALIGNMENT || block_size(&r->links) != PAGE)
        return "its objects' size cannot be right";
    if (mark_free(r, is_free) != (long)(ROOM / r->size - r->used))
        return "its free objects are not those that it counts";
    return NULL;
}

static bool unsound(int line, struct run *r, const char *what)
{
    fprintf(stderr, "line %d: the run %td bytes after the first: %s\n", line,
            (char *)r - first_page(), what);
    return false;
}

/* The slabs that have a free object, as the lists have them; -1 if one does not belong.
 */
static long count_listed(void)
{
    long count = 0;

    for (size_t i = 0; i < CLASSES; i++) {
        struct block *list = &heads()->slabs[i];
        for (struct block *b = list->next; b != list; b = b->next, count++) {
            struct run *r = (struct run *)b;
            if (!block_in_use(b) || b->prev->next != b || !is_slab(r) ||
                class_of(r->size) != i || !r->free)
                return -1;
        }
    }
    return count;
}

bool mm_checkheap(int line)
{
    struct block *next_free = free_runs()->next;
    long with_free_objects = 0;
    size_t at = 0;
    bool after_free = false;

    while (at < pages_end) {
        struct run *r = run_at(at);
        size_t bytes = block_size(&r->links);
        bool in_use = block_in_use(&r->links);
        if (bytes == 0 || bytes % PAGE || bytes > pages_end - at)
            return unsound(line, r, "its size cannot be right");
        if (in_use && fault_of(r))
            return unsound(line, r, fault_of(r));
        if (!in_use && (after_free || &r->links != next_free))
            return unsound(line, r, "it is not where the list of free runs has one");
        if (!in_use)
            next_free = next_free->next;
        with_free_objects += in_use && is_slab(r) && r->free;
        after_free = !in_use;
        at += bytes;
    }
    if (next_free != free_runs() || count_listed() != with_free_objects)
        return unsound(line, run_at(at), "the lists have what is not there");
    return true;
}
