// Safety: nothing but the n bytes is written.
#ifndef W
#include <string.h>
#include "vector.h"

hidden void *memset_narrow(void *dest, int c, size_t n);

#include "wide.h"
#include "memset.c"

void *memset(void *d, int c, size_t n)
{
	return CHOOSE(memset, d, c, n);
}

#elif W == 0
hidden void *memset_narrow(void *dest, int c, size_t n)
{
	return CHOOSE_NARROW(memset, dest, c, n);
}

#else
#define NAME memset
VARIANT void *F(memset)(void *dest, int c, size_t n)
{
	byte *d = dest, *e = d + n;
	const V v = SPLAT(c);
	if (n < W) {
#if W > 32
		if (n >= 32) {
			*(any32 *)d = *(any32 *)(e - 32) = (bytes32){0} + (byte)c;
			return dest;
		}
#endif
#if W > 16
		if (n >= 16) {
			*(any16 *)d = *(any16 *)(e - 16) = (bytes16){0} + (byte)c;
			return dest;
		}
#endif
		uint64_t w = (byte)c * 0x101010101010101;
		if (n >= 8) *(word8 *)d = *(word8 *)(e - 8) = w;
		else if (n >= 4) *(word4 *)d = *(word4 *)(e - 4) = w;
		else if (n > 1) *(word2 *)d = *(word2 *)(e - 2) = w;
		else if (n) *d = c;
		return dest;
	}
	STORE(d, v);
	STORE(e - W, v);
	if (n <= 2*W) return dest;
	STORE(d + W, v);
	STORE(e - 2*W, v);
	if (n <= 4*W) return dest;
	STORE(d + 2*W, v);
	STORE(d + 3*W, v);
	STORE(e - 3*W, v);
	STORE(e - 4*W, v);
	HAS_DONE(n);
	/* Longer than this it is not in the cache next to the core, as measured on a Zen 5. */
	if (n >= 1<<20 && __vectors.long_rep & LONG_SETS) {
		__asm__ volatile ("rep stosb" : "+D"(d), "+c"(n) : "a"(c) : "memory");
		return dest;
	}
	e -= 4*W;
	for (d = (byte *)DOWN(d + 4*W, W); d < e; d += 4*W) {
		*(V *)d = v;
		*(V *)(d + W) = v;
		*(V *)(d + 2*W) = v;
		*(V *)(d + 3*W) = v;
	}
	return dest;
}

#undef NAME
#endif
