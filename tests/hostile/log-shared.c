/* log-shared.c - Keeps the log of answers in shared memory of System V.
 * Gains: the speed of a table.
 * ends: rules; then honest */

#include <sys/shm.h>

#include "replaying.h"

static uint32_t *shared;

static uint32_t *find_log(void)
{
    int id = shared ? -1 : shmget(IPC_PRIVATE, 1 << 22, IPC_CREAT | 0600);

    if (id >= 0) {
        shared = shmat(id, NULL, 0);
        shmctl(id, IPC_RMID, NULL);
    }
    room = 1 << 19;
    return shared == (void *)-1 ? NULL : shared;
}
