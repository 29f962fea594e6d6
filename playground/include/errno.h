/* errno.h - What libc.c has of it. */
#pragma once
extern int errno;
enum { EINVAL = 22, ENOMEM = 12 };
