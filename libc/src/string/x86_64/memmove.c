// Safety: nothing but the n bytes is read or written. Small copies load all before they
// store; large ones go in the direction in which no store hits what has yet to be loaded.
#ifndef W
#include <string.h>
#include "vector.h"

hidden void *memmove_narrow(void *dest, const void *src, size_t n);

#include "wide.h"
#include "memmove.c"

void *memmove(void *dest, const void *src, size_t n)
{
	return CHOOSE(memmove, dest, src, n);
}

#elif W == 0
hidden void *memmove_narrow(void *dest, const void *src, size_t n)
{
	return CHOOSE_NARROW(memmove, dest, src, n);
}

#else
#define NAME memmove
#include "small.h"

static __attribute__((__noinline__)) void *LOCAL(large)(byte *d, const byte *s, size_t n)
{
	byte *const start = d, *e = d + n;
	HAS_DONE(n);
	/* Measured on a Zen 5; where it may overlap closely, or seems to by the last bits of
	 * the addresses, the instruction is slow. */
	if (n >= 24<<10 && __vectors.long_rep & LONG_MOVES && (size_t)(d - s) >= n && (size_t)(s - d) >= 4096
		&& (d - s & 4095) - 1 >= 63ul) {
		__asm__ volatile ("rep movsb" : "+D"(d), "+S"(s), "+c"(n) : : "memory");
		return start;
	}
	V head = LOAD(s), tail = LOAD(s + n - W);
	if ((size_t)(d - s) >= n) {
		V t1 = LOAD(s + n - 2*W), t2 = LOAD(s + n - 3*W), t3 = LOAD(s + n - 4*W);
		size_t skip = W - ((uintptr_t)d & (W - 1));
		d += skip;
		s += skip;
		while (d < e - 4*W) {
			V a = LOAD(s), b = LOAD(s + W), c = LOAD(s + 2*W), f = LOAD(s + 3*W);
			*(V *)d = a;
			*(V *)(d + W) = b;
			*(V *)(d + 2*W) = c;
			*(V *)(d + 3*W) = f;
			d += 4*W;
			s += 4*W;
		}
		STORE(e - 4*W, t3);
		STORE(e - 3*W, t2);
		STORE(e - 2*W, t1);
	} else {
		V h1 = LOAD(s + W), h2 = LOAD(s + 2*W), h3 = LOAD(s + 3*W);
		size_t over = ((uintptr_t)e - 1 & (W - 1)) + 1;
		d += n - over;
		s += n - over;
		while (d > start + 4*W) {
			d -= 4*W;
			s -= 4*W;
			V a = LOAD(s), b = LOAD(s + W), c = LOAD(s + 2*W), f = LOAD(s + 3*W);
			*(V *)(d + 3*W) = f;
			*(V *)(d + 2*W) = c;
			*(V *)(d + W) = b;
			*(V *)d = a;
		}
		STORE(start + 3*W, h3);
		STORE(start + 2*W, h2);
		STORE(start + W, h1);
	}
	STORE(start, head);
	STORE(e - W, tail);
	return start;
}

VARIANT void *F(memmove)(void *dest, const void *src, size_t n)
{
	byte *d = dest;
	const byte *s = src;
	if (n < W) {
		if (n) LOCAL(copy_small)(d, s, n);
		return dest;
	}
	V a = LOAD(s), z = LOAD(s + n - W);
	if (n > 2*W) {
		V b = LOAD(s + W), y = LOAD(s + n - 2*W);
		if (n > 4*W) {
			if (n > 8*W) return LOCAL(large)(d, s, n);
			V c = LOAD(s + 2*W), f = LOAD(s + 3*W), w = LOAD(s + n - 4*W), x = LOAD(s + n - 3*W);
			STORE(d + 2*W, c);
			STORE(d + 3*W, f);
			STORE(d + n - 4*W, w);
			STORE(d + n - 3*W, x);
		}
		STORE(d + W, b);
		STORE(d + n - 2*W, y);
	}
	STORE(d, a);
	STORE(d + n - W, z);
	return dest;
}

#undef NAME
#endif
