/*
 * zoo.c - A program that asks for what each of some broken allocators answers wrong.
 *
 *    zoo [stray]     stray: it frees what it has freed
 */

#include <stdlib.h>
#include <string.h>

static void *filled(size_t n)
{
    void *p = malloc(n);
    return p ? memset(p, 'x', n) : NULL;
}

int main(int argc, char **argv)
{
    (void)argv;
    void *volatile hundred = filled(100), *volatile two_hundred = filled(200);
    void *volatile grown = filled(60), *volatile last = filled(150);

    free(two_hundred);
    grown = realloc(grown, 600);
    free(grown);
    free(last);
    free(hundred);
    if (argc > 1)
        free(hundred);
    return 0;
}
