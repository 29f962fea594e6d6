#ifndef CM_H
#define CM_H

/*
 * cm.h - cmocka with the headers that it wants before its own.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
