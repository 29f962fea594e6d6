/*
 * platform-gzip.c - zlib, if the Makefile found it (HAVE_ZLIB).
 *
 * A student's machine may have a compiler and make alone. There, a compressed trace is
 * named as what it is.
 */

#include "trace/platform-gzip.h"

#ifdef HAVE_ZLIB

#include "base/error.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <zlib.h>

enum { BY_ITS_HEADER = 16 + MAX_WBITS, FIRST_ROOM = 1 << 16 };

/* What has been decompressed; room: for how much there is memory. */
struct output {
    unsigned char *bytes;
    size_t n, room;
};

static void make_room(struct output *out)
{
    out->room = out->room ? 2 * out->room : FIRST_ROOM;
    out->bytes = realloc(out->bytes, out->room);
    if (!out->bytes)
        error_system("no memory for a trace of %zu bytes", out->room);
}

/* All of the stream's input; one compressed text may follow another. */
static bool inflate_all(z_stream *stream, struct output *out)
{
    int status = Z_OK;

    while (status == Z_OK || (status == Z_STREAM_END && stream->avail_in > 0)) {
        if (status == Z_STREAM_END && inflateReset(stream) != Z_OK)
            return false;
        if (out->n == out->room)
            make_room(out);
        uInt room =
            (uInt)(out->room - out->n < FIRST_ROOM ? out->room - out->n : FIRST_ROOM);
        stream->next_out = out->bytes + out->n;
        stream->avail_out = room;
        status = inflate(stream, Z_NO_FLUSH);
        out->n += room - stream->avail_out;
    }
    return status == Z_STREAM_END;
}

static bool decompress(const char *text, size_t n, struct output *out)
{
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)text, .avail_in = (uInt)n};

    if (n > UINT32_MAX || inflateInit2(&stream, BY_ITS_HEADER) != Z_OK)
        return false;
    bool good = inflate_all(&stream, out);
    inflateEnd(&stream);
    return good;
}

static bool is_compressed(const char *text, size_t n)
{
    return n > 2 && memcmp(text, "\x1F\x8B", 2) == 0;
}

bool gzip_unpack(const char **text, size_t *n, const char **reason)
{
    struct output out = {0};

    if (!is_compressed(*text, *n))
        return true;
    void *map = MAP_FAILED;
    *reason = "it is compressed, but damaged or cut off";
    if (decompress(*text, *n, &out) && out.n > 0)
        map =
            mmap(NULL, out.n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map != MAP_FAILED) {
        munmap((void *)(uintptr_t)*text, *n);
        *text = memcpy(map, out.bytes, out.n);
        *n = out.n;
    }
    free(out.bytes);
    return map != MAP_FAILED;
}

#else

bool gzip_unpack(const char **text, size_t *n, const char **reason)
{
    (void)text;
    (void)n;
    (void)reason;
    return true;
}

#endif
