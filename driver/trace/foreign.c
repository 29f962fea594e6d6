/*
 * foreign.c - Formats by what their first line looks like.
 */

#define _GNU_SOURCE /* memmem */

#include "trace/foreign.h"

#include <stdbool.h>
#include <string.h>

/* One that begins with this, and whose first lines have both of these. */
struct format {
    const char *begins, *has, *has_too;
    const char *sentence;
};

enum { LOOK = 4096 /* bytes at the beginning */ };

static const struct format formats[] = {
    {"\xFF\xFE", "", "",
     "this is text in UTF-16: iconv -f UTF-16 -t ASCII makes a trace of it"},
    {"\xFE\xFF", "", "",
     "this is text in UTF-16: iconv -f UTF-16 -t ASCII makes a trace of it"},
    {"\x1F\x8B", "", "",
     "this is compressed, and the driver was built without zlib: gunzip it"},
    {"\x28\xB5\x2F\xFD", "", "",
     "this is compressed by zstd: tools/trace convert heaptrack, if it is heaptrack's"},
    {"", "= Start\n", "", "this is glibc's mtrace: tools/trace convert mtrace"},
    {"v ", "\nX ", "", "this is heaptrack's: tools/trace convert heaptrack"},
    {"", ": malloc 0x", "", "this is Android's: tools/trace convert android"},
    {"--", "malloc(", " = 0x", "this is valgrind's: tools/trace convert valgrind"},
    {"==", "== Command: ", "", "this is valgrind's: tools/trace convert valgrind"},
    {"", "malloc(", " = 0x", "this is ltrace's: tools/trace convert ltrace"},
};

static bool has(const char *text, size_t length, const char *word)
{
    return memmem(text, length, word, strlen(word)) != NULL;
}

static bool is_in(const struct format *format, const char *text, size_t length)
{
    size_t begins = strlen(format->begins);

    return length >= begins && memcmp(text, format->begins, begins) == 0 &&
           has(text, length, format->has) && has(text, length, format->has_too);
}

/* malloc-bench's: a message in a message, each of which begins with a newline's byte, and
 * has bytes that no text has. */
static bool is_protobuf(const char *text, size_t length)
{
    bool binary = false;

    for (size_t i = 0; i < length; i++)
        binary |= (unsigned char)text[i] < '\t';
    return length > 2 && text[0] == '\n' && binary;
}

const char *foreign_format(const char *text, size_t length)
{
    size_t looked = length < LOOK ? length : LOOK;

    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (is_in(&formats[i], text, looked))
            return formats[i].sentence;
    if (is_protobuf(text, looked))
        return "this is malloc-bench's, it seems: tools/trace convert protobuf";
    return NULL;
}
