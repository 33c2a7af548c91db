// Bytes that tell where in a stream they belong.
#ifndef PATTERN_H
#define PATTERN_H
#include "check.h"

static unsigned char pattern(long at) { return at ^ at >> 8 ^ at >> 16; }

static void *make(void *buf, long from, long n)
{
	for (long i = 0; i < n; i++) ((unsigned char *)buf)[i] = pattern(from + i);
	return buf;
}

static int right(const void *buf, long from, long n)
{
	for (long i = 0; i < n; i++) if (((const unsigned char *)buf)[i] != pattern(from + i)) return 0;
	return 1;
}
#endif
