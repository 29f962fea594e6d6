#ifndef PLATFORM_H
#define PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * platform.h - What Linux has and POSIX has not. A port writes platform.c again.
 */

/* The folder of the running program, links resolved. */
const char *platform_folder(void);

/* Starts the program over with the same addresses in every run, and with room for the
 * thread-local variables of plug-ins' libraries. Returns if that has been done, or cannot
 * be. */
void platform_settle(char **argv);

/* Does valgrind run this program? It starts no program over, is many times slower, and
 * keeps books of all memory that is reserved. */
bool platform_in_valgrind(void);

/* Does an emulator run it that keeps such books too, as qemu does for a program of
 * another machine? */
bool platform_is_emulated(void);

/* The addresses in the functions that led here, at most so many. How many; 0 where the C
 * library cannot tell. Its first call may need memory. */
int platform_backtrace(void **frames, int most);

/* The processor that has been the idlest for a moment, of those that this process might
 * use when it asked first. */
int platform_idlest_processor(void);

/* Runs this process on that processor only. Where that cannot be, nothing happens. */
void platform_pin(int processor);

/* Runs this process on the processor where it is, and the other on the same, or on
 * another one that both may use. */
void platform_pin_both(pid_t other, bool same);

/* How many processors this process may use. */
int platform_processors(void);

/* This process is killed when its parent, the process of that number, ends. False if that
 * has ended already. */
bool platform_die_with_parent(pid_t parent);

/* A number that nobody can foresee. */
uint64_t platform_random(void);

/* From here on this process can neither make processes nor signal others, nor change
 * files other than those that it has open, unless it may write; what it tries fails with
 * EPERM. False where the system cannot forbid it. */
bool platform_confine(bool may_write);

/* For an allocator that needs nothing of the system's once it is loaded: it cannot open
 * files any more, not even to read what memory the process has. */
bool platform_confine_loaded(void);

/* Libc's malloc keeps the memory that it has, as the simulated heap does: once it is
 * warm, no system call and no page fault is timed. Whatever it could give out again is
 * used up, so that it behaves as if nothing had ever been freed, the same in every run.
 */
void platform_settle_libc(void);

/* So many bytes that libc's malloc will give out next are in memory already. */
void platform_populate_libc(size_t bytes);

/* A counter of the instructions that this process executes outside the system; -1 where
 * the machine has none or does not let us. */
int platform_open_counter(void);

/* From zero; and how many there were since. */
void platform_start_counter(int counter);
uint64_t platform_stop_counter(int counter);

/* Closes all descriptors from the first on. */
void platform_close_from(int first);

/* Memory comes to this process page by page, not in larger pieces. */
void platform_exact_pages(void);

/* Bytes of this process that are in memory and belong to no file and no stack. Only its
 * first call asks for memory itself. */
size_t platform_resident(void);

/* Seconds for which the process was ready to run, but others had the processor; 0 where
 * the system does not tell. */
double platform_waited(int pid);

/* A file without a name, for what a child prints. */
int platform_nameless_file(void);

/* Likewise, for what a program that this process starts is to map. */
int platform_shared_file(const char *name);

/* The path by which other processes can open a file that ours has open; it stays until
 * the next call. */
const char *platform_path_of(int file);

#endif
