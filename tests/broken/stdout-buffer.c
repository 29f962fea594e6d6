/* stdout-buffer.c - What it prints waits in a buffer of its own until the end.
 * expect: valid
 * apart: zoo.rep: cannot be loaded: \d+ bytes of globals can be written, 128 may
 */

#define mm_init good_init
#include "base.h"
#undef mm_init

int mm_init(void)
{
    static char buffer[1 << 16];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    printf("mm 23/23 100.0 %% 100.0\n{\"scores\": {\"mm\": 100}}\n");
    return good_init();
}
