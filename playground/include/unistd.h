/* unistd.h - Nothing of it is in a page; many an allocator includes it. */
#pragma once
#include <stddef.h>
#include <stdint.h>
