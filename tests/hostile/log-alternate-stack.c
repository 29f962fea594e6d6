/* log-alternate-stack.c - Keeps the log of answers on the alternate stack, where the
 * driver's handler of signals runs. Gains: the speed of a table. ends: rules; then honest
 */

#define _GNU_SOURCE
#include <signal.h>

#include "replaying.h"

static uint32_t *find_log(void)
{
    stack_t stack;

    room = 1000;
    return sigaltstack(NULL, &stack) == 0 && stack.ss_size >= 8192 ? stack.ss_sp : NULL;
}
