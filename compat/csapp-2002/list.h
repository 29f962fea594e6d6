#ifndef LIST_H
#define LIST_H

#include <stdbool.h>
#include <stddef.h>

/*
 * list.h - Doubly linked lists with the names of Pintos, as Virginia Tech's handout has
 * them. An element lies in what it links; the list has one before all and one behind.
 */

struct list_elem {
    struct list_elem *prev, *next;
};

struct list {
    struct list_elem head, tail;
};

#define list_entry(ELEM, STRUCT, MEMBER) \
    ((STRUCT *)((char *)(ELEM)-offsetof(STRUCT, MEMBER)))

typedef bool list_less_func(const struct list_elem *a, const struct list_elem *b,
                            void *aux);

static inline void list_init(struct list *list)
{
    list->head.prev = list->tail.next = NULL;
    list->head.next = &list->tail;
    list->tail.prev = &list->head;
}

/* Forwards from begin to end, backwards from rbegin to rend. */
static inline struct list_elem *list_begin(struct list *list)
{
    return list->head.next;
}
static inline struct list_elem *list_end(struct list *list)
{
    return &list->tail;
}
static inline struct list_elem *list_rbegin(struct list *list)
{
    return list->tail.prev;
}
static inline struct list_elem *list_rend(struct list *list)
{
    return &list->head;
}
static inline struct list_elem *list_head(struct list *list)
{
    return &list->head;
}
static inline struct list_elem *list_tail(struct list *list)
{
    return &list->tail;
}
static inline struct list_elem *list_next(struct list_elem *elem)
{
    return elem->next;
}
static inline struct list_elem *list_prev(struct list_elem *elem)
{
    return elem->prev;
}
static inline struct list_elem *list_front(struct list *list)
{
    return list->head.next;
}
static inline struct list_elem *list_back(struct list *list)
{
    return list->tail.prev;
}

static inline bool list_empty(struct list *list)
{
    return list->head.next == &list->tail;
}

static inline size_t list_size(struct list *list)
{
    size_t count = 0;
    for (struct list_elem *e = list_begin(list); e != list_end(list); e = e->next)
        count++;
    return count;
}

static inline void list_insert(struct list_elem *before, struct list_elem *elem)
{
    elem->prev = before->prev;
    elem->next = before;
    before->prev->next = elem;
    before->prev = elem;
}

/* Returns the one that came after it. */
static inline struct list_elem *list_remove(struct list_elem *elem)
{
    elem->prev->next = elem->next;
    elem->next->prev = elem->prev;
    return elem->next;
}

static inline void list_push_front(struct list *list, struct list_elem *elem)
{
    list_insert(list->head.next, elem);
}

static inline void list_push_back(struct list *list, struct list_elem *elem)
{
    list_insert(&list->tail, elem);
}

static inline struct list_elem *list_pop_front(struct list *list)
{
    struct list_elem *front = list->head.next;
    list_remove(front);
    return front;
}

static inline struct list_elem *list_pop_back(struct list *list)
{
    struct list_elem *back = list->tail.prev;
    list_remove(back);
    return back;
}

/* Moves those from first to the one before last. */
static inline void list_splice(struct list_elem *before, struct list_elem *first,
                               struct list_elem *last)
{
    while (first != last) {
        struct list_elem *next = list_remove(first);
        list_insert(before, first);
        first = next;
    }
}

static inline void list_reverse(struct list *list)
{
    struct list_elem *last = list->tail.prev;
    while (!list_empty(list) && list->head.next != last)
        list_insert(last->next, list_pop_front(list));
}

/* Behind all that are not greater. */
static inline void list_insert_ordered(struct list *list, struct list_elem *elem,
                                       list_less_func *less, void *aux)
{
    struct list_elem *e = list_begin(list);
    while (e != list_end(list) && !less(elem, e, aux))
        e = e->next;
    list_insert(e, elem);
}

static inline void list_sort(struct list *list, list_less_func *less, void *aux)
{
    struct list sorted;
    list_init(&sorted);
    while (!list_empty(list))
        list_insert_ordered(&sorted, list_pop_front(list), less, aux);
    list_splice(&list->tail, list_begin(&sorted), list_end(&sorted));
}

static inline struct list_elem *list_min(struct list *list, list_less_func *less,
                                         void *aux)
{
    struct list_elem *min = list_begin(list);
    for (struct list_elem *e = min; e != list_end(list); e = e->next)
        if (less(e, min, aux))
            min = e;
    return min;
}

static inline struct list_elem *list_max(struct list *list, list_less_func *less,
                                         void *aux)
{
    struct list_elem *max = list_begin(list);
    for (struct list_elem *e = max; e != list_end(list); e = e->next)
        if (less(max, e, aux))
            max = e;
    return max;
}

#endif
