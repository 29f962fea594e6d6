/*
 * mm_ts.c - Virginia Tech's handout has locks here, for its driver with threads.
 *
 * Only with THREAD_SAFE: a driver without threads replays without locks.
 */
