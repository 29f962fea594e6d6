/*
 * platform-assets.c - The page's own files, which the assembler puts into the driver.
 */

#include "page/assets.h"

/* For the assembler: the file's bytes between two symbols. */
#define BYTES(name, path)                                                        \
    ".section .rodata\n.global " name "\n" name ":\n.incbin \"driver/page/" path \
    "\"\n.global " name "_end\n" name "_end:\n.byte 0\n.text\n"

__asm__(BYTES("page_html", "heap.html"));
__asm__(BYTES("page_style", "heap.css"));
__asm__(BYTES("page_data", "data.js"));
__asm__(BYTES("page_state", "state.js"));
__asm__(BYTES("page_draw", "draw.js"));
__asm__(BYTES("page_tell", "tell.js"));
__asm__(BYTES("page_main", "main.js"));
__asm__(BYTES("page_open", "open.js"));

extern const char page_html[], page_html_end[], page_style[], page_style_end[];
extern const char page_data[], page_data_end[], page_state[], page_state_end[];
extern const char page_draw[], page_draw_end[], page_tell[], page_tell_end[];
extern const char page_main[], page_main_end[], page_open[], page_open_end[];

static void write_text(FILE *file, const char *from, const char *end)
{
    fwrite(from, 1, (size_t)(end - from), file);
}

void assets_html(FILE *file)
{
    write_text(file, page_html, page_html_end);
}

void assets_style(FILE *file)
{
    write_text(file, page_style, page_style_end);
}

void assets_scripts(FILE *file)
{
    write_text(file, page_data, page_data_end);
    write_text(file, page_state, page_state_end);
    write_text(file, page_draw, page_draw_end);
    write_text(file, page_tell, page_tell_end);
    write_text(file, page_main, page_main_end);
    write_text(file, page_open, page_open_end);
}
