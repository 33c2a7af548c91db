// Safety: as in scan.h.
#ifndef W
#include <string.h>
#include "vector.h"

hidden void *memchr_narrow(const void *s, int c, size_t n);

#include "wide.h"
#include "memchr.c"

void *memchr(const void *s, int c, size_t n)
{
	return CHOOSE(memchr, s, c, n);
}

#elif W == 0
hidden void *memchr_narrow(const void *s, int c, size_t n)
{
	return CHOOSE_NARROW(memchr, s, c, n);
}

#else
#define NAME memchr
#define MATCH(v, c) SAME(v, c)
#define FOUR(v0, v1, v2, v3, c) \
	BITS(SAME(MIN(MIN((v0) ^ (c), (v1) ^ (c)), MIN((v2) ^ (c), (v3) ^ (c))), SPLAT(0)))
#include "scan.h"

VARIANT void *F(memchr)(const void *s, int c, size_t n)
{
	return (void *)LOCAL(scan_n)(s, SPLAT(c), n);
}

#undef NAME
#undef MATCH
#endif
