#ifndef CHAMPION_COUNT_H
#define CHAMPION_COUNT_H

/*
 * count.h - What is in the lists, the trees and the map, for the heap checker.
 *
 * Each function counts what it finds there; -1 says that something does not belong
 * there. No link is trusted: it may lead anywhere, or in a circle.
 */

#include "resize.h"

static bool is_inside(uint32_t b)
{
    return b >= first_block() && b < heap->top;
}

static bool could_be_block(uint32_t b)
{
    return is_inside(b) && size_of(b) <= heap->top - b;
}

/* How many holes this list has, of sizes from least to most; -1 if one does not belong
 * there. */
static long count_list(uint32_t first, uint32_t least, uint32_t most)
{
    long count = 0;

    for (uint32_t b = first, prev = 0; b; prev = b, b = links(b)->next) {
        if (!could_be_block(b) || !is_hole(b) || size_of(b) < least ||
            size_of(b) > most || links(b)->prev != prev)
            return -1;
        count++;
    }
    return count;
}

static long count_bin(uint32_t i)
{
    long count = bins ? count_list(bins[i], i, i) : 0;
    return (count > 0) == !!(heap->bins_used & bin_bit(i)) ? count : -1;
}

/* Is b a block that could hold the table of a power of two? */
static bool could_be_table(int power, uint32_t b)
{
    return could_be_block(b) && !is_hole(b) && size_of(b) >= size_for(table_bytes(power));
}

/* How many holes the table of a power of two has; -1 if it is not sound. */
static long count_table(int power)
{
    struct table *t = table_of(power);
    uint64_t words_used = 0;
    long total = 0;

    for (uint32_t i = 0; i < power_bit(lists_of(power)); i++) {
        uint32_t sizes = power_bit(power - lists_of(power));
        uint32_t least = power_bit(power) + i * sizes;
        long part = count_list(table_lists(t, power)[i], least, least + sizes - 1);
        bool used = t->used[i / WORD] >> i % WORD & 1;
        if (part < 0 || used != (part > 0))
            return -1;
        words_used |= (uint64_t)used << i / WORD;
        total += part;
    }
    return words_used == t->words_used ? total : -1;
}

/* How many holes there are of a power of two; -1 if one does not belong there. */
static long count_power(int power)
{
    bool used = heap->powers_used & power_bit(power);
    uint32_t least = power_bit(power);
    long count = -1;

    if (!has_table(power))
        count = count_list(*first_of(power), least, 2 * least - 1);
    else if (could_be_table(power, *first_of(power)))
        count = count_table(power);
    return used == (count > 0) ? count : -1;
}

static long count_holes(void)
{
    uint32_t most = bins ? 0 : BINS - 1; /* beside bins there is no list of the few */
    long total = count_list(heap->few, MIN_SIZE, most);

    if (total < 0)
        return -1;
    for (int i = 0; i < BINS + POWERS; i++) {
        long part =
            i < BINS ? count_bin((uint32_t)i) : count_power(i - BINS + LEAST_POWER);
        if (part < 0)
            return -1;
        total += part;
    }
    return total;
}

/* Does b belong into this quick list? */
static bool belongs(uint32_t b, uint32_t list)
{
    if (!is_inside(b) || links(b)->prev != WAITS)
        return false;
    uint32_t class = class_at(b);
    return class ? list == list_of_class(class) && (b - slab_around(b)) % class == 0
                 : list == list_of_header(*header(b));
}

static long count_waiting(void)
{
    long count = 0;

    for (uint32_t list = 0; list < small->lists; list++)
        for (uint32_t b = small->quick[list]; b; b = links(b)->next)
            if (!belongs(b, list) || count++ > (long)heap->top)
                return -1;
    return count;
}

/* Has a block what the map says it has for so many pages? */
static bool is_map_sound(void)
{
    const struct page *map = small->map;

    if (!map)
        return small->pages == 0;
    uint32_t granule = granule_of(map - 1);
    if (!is_inside(granule) || !could_be_block(block_at(granule)))
        return false;
    uint32_t b = block_at(granule), size = size_of(b);
    return !is_hole(b) && user_payload(b, size) == map - 1 &&
           size >= size_for(map_bytes(small->pages)) && map[-1].start == NOWHERE;
}

/* Does a slab of this class end here? */
static bool is_end(uint32_t end, uint32_t class)
{
    uint32_t b = end - slots_in(class) * class;
    return end < heap->top && could_be_block(b) && is_slab(b) && class_of(b) == class;
}

/* How many slabs the lists of those with slots to give have; -1 if one is wrong. */
static long count_partial(void)
{
    long count = 0;

    for (uint32_t class = 1; class <= CLASSES; class ++)
        for (uint32_t end = small->partial[class], prev = 0; end;
             prev = end, end = slab_at(end)->next, count++)
            if (!is_end(end, class) || slab_at(end)->prev != prev ||
                slab_is_full(slab_at(end)))
                return -1;
    return count;
}

static long count_mapped(void)
{
    long count = 0;

    for (uint32_t i = 0; i < small->pages; i++)
        count += small->map[i].start != NOWHERE;
    return count;
}

static long count_runs(void)
{
    long count = 0;

    for (int i = 0; i < GROUPS; i++)
        count += left_of(&small->run[i]) != 0;
    return count;
}

#endif
