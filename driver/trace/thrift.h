#ifndef THRIFT_H
#define THRIFT_H

#include "trace/trace.h"

/*
 * thrift.h - A trace with as few ids as can be.
 */

/* The same requests, but an id whose payload has gone is given to the next that comes:
 * there are as many ids as payloads live at once. Shares the trace's text and extras. */
struct trace thrift_new(const struct trace *trace);

void thrift_free(struct trace *thrifty);

#endif
