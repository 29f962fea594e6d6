/*
 * pack.c - Numbers packed into a text that a browser unpacks.
 *
 * DEFLATE finds what came before by a table of the last place of each three bytes, and
 * writes with the codes that RFC 1951 fixes: a short encoder, since students' builds have
 * no zlib.
 */

#include "page/pack.h"

#include "base/error.h"

#include <stdlib.h>

enum { SHORTEST = 3, LONGEST = 258, WINDOW = 32768, HASHES = 1 << 15 };
enum { END_OF_BLOCK = 256, FIRST_LENGTH = 257 };

static void add_byte(struct pack *p, unsigned char byte)
{
    if (p->count == p->room) {
        p->room = p->room ? 2 * p->room : 4096;
        p->bytes = realloc(p->bytes, p->room);
        if (!p->bytes)
            error_system("no memory for a page of %zu bytes", p->room);
    }
    p->bytes[p->count++] = byte;
}

void pack_number(struct pack *p, uint64_t n)
{
    for (; n > 0x7f; n >>= 7)
        add_byte(p, (unsigned char)(n | 0x80));
    add_byte(p, (unsigned char)n);
}

void pack_change(struct pack *p, uint64_t n, uint64_t *last)
{
    uint64_t change = n - *last;

    pack_number(p, change >> 63 ? ~(change << 1) : change << 1);
    *last = n;
}

void pack_free(struct pack *p)
{
    free(p->bytes);
    *p = (struct pack){0};
}

/* Bits on their way into bytes, the low ones first. */
struct bits {
    struct pack *to;
    uint64_t waiting;
    unsigned count;
};

static void put_bits(struct bits *b, unsigned value, unsigned count)
{
    b->waiting |= (uint64_t)value << b->count;
    for (b->count += count; b->count >= 8; b->count -= 8) {
        add_byte(b->to, (unsigned char)b->waiting);
        b->waiting >>= 8;
    }
}

/* A code goes with its high bit first. */
static void put_code(struct bits *b, unsigned code, unsigned count)
{
    unsigned turned = 0;

    for (unsigned i = 0; i < count; i++)
        turned |= (code >> i & 1) << (count - 1 - i);
    put_bits(b, turned, count);
}

/* The fixed codes of section 3.2.6. */
static void put_symbol(struct bits *b, unsigned symbol)
{
    if (symbol < 144)
        put_code(b, 0x30 + symbol, 8);
    else if (symbol < 256)
        put_code(b, 0x190 + symbol - 144, 9);
    else if (symbol < 280)
        put_code(b, symbol - 256, 7);
    else
        put_code(b, 0xc0 + symbol - 280, 8);
}

static unsigned log2_of(size_t n)
{
    return (unsigned)(63 - __builtin_clzll(n));
}

/* Lengths double their step every four symbols: section 3.2.5. */
static void put_length(struct bits *b, size_t length)
{
    size_t n = length - SHORTEST;
    unsigned extra = n < 8 ? 0 : log2_of(n) - 2;

    if (length == LONGEST) {
        put_symbol(b, 285);
        return;
    }
    put_symbol(b, FIRST_LENGTH + 4 * extra + (unsigned)(n >> extra));
    put_bits(b, (unsigned)(n & ((1u << extra) - 1)), extra);
}

/* Distances, every two. */
static void put_distance(struct bits *b, size_t distance)
{
    size_t n = distance - 1;
    unsigned extra = n < 4 ? 0 : log2_of(n) - 1;

    put_code(b, 2 * extra + (unsigned)(n >> extra), 5);
    put_bits(b, (unsigned)(n & ((1u << extra) - 1)), extra);
}

static size_t hash_of(const unsigned char *p)
{
    uint32_t three = p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16;
    return three * UINT32_C(0x9e3779b1) >> 17;
}

static size_t common(const unsigned char *a, const unsigned char *b, size_t most)
{
    size_t n = 0;

    while (n < most && n < LONGEST && a[n] == b[n])
        n++;
    return n;
}

/* Writes what begins at byte i, and returns how many bytes that were. */
static size_t put_next(struct bits *b, const struct pack *p, size_t i, size_t *seen)
{
    size_t left = p->count - i, length = 0, before = 0;

    if (left >= SHORTEST) {
        size_t *place = &seen[hash_of(p->bytes + i)];
        before = *place; /* the byte after it: 0 is nowhere */
        *place = i + 1;
        if (before > 0 && i + 1 - before <= WINDOW)
            length = common(p->bytes + i, p->bytes + before - 1, left);
    }
    if (length < SHORTEST) {
        put_symbol(b, p->bytes[i]);
        return 1;
    }
    put_length(b, length);
    put_distance(b, i + 1 - before);
    return length;
}

static struct pack deflated(const struct pack *p)
{
    struct pack out = {0};
    struct bits bits = {.to = &out};
    size_t *seen = allocate(HASHES, sizeof *seen);

    put_bits(&bits, 1, 1); /* the last block */
    put_bits(&bits, 1, 2); /* of fixed codes */
    for (size_t i = 0; i < p->count;)
        i += put_next(&bits, p, i, seen);
    put_symbol(&bits, END_OF_BLOCK);
    put_bits(&bits, 0, 7);
    free(seen);
    return out;
}

static void write_base64(const struct pack *p, FILE *file)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < p->count; i += 3) {
        size_t left = p->count - i;
        uint32_t n = (uint32_t)p->bytes[i] << 16 |
                     (left > 1 ? (uint32_t)p->bytes[i + 1] << 8 : 0) |
                     (left > 2 ? p->bytes[i + 2] : 0);
        fputc(digits[n >> 18], file);
        fputc(digits[n >> 12 & 63], file);
        fputc(left > 1 ? digits[n >> 6 & 63] : '=', file);
        fputc(left > 2 ? digits[n & 63] : '=', file);
    }
}

void pack_write(const struct pack *p, FILE *file)
{
    struct pack small = deflated(p);

    write_base64(&small, file);
    pack_free(&small);
}
