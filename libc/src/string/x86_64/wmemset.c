// Safety: nothing but the n characters is written.
#ifndef W
#include <wchar.h>
#include "vector.h"

hidden wchar_t *wmemset_narrow(wchar_t *dest, wchar_t c, size_t n);

#include "wide.h"
#include "wmemset.c"

wchar_t *wmemset(wchar_t *d, wchar_t c, size_t n)
{
	return CHOOSE(wmemset, d, c, n);
}

#elif W == 0
hidden wchar_t *wmemset_narrow(wchar_t *dest, wchar_t c, size_t n)
{
	return CHOOSE_NARROW(wmemset, dest, c, n);
}

#else
#define NAME wmemset
VARIANT wchar_t *F(wmemset)(wchar_t *dest, wchar_t c, size_t n)
{
	byte *d = (byte *)dest, *e = d + 4*n;
	const V v = SPLAT_INT(c);
	if (n < W/4) {
		if (W > 32 && n >= 8) *(any32 *)d = *(any32 *)(e - 32) = (bytes32)((ints32){0} + c);
		else if (n >= 4) *(any16 *)d = *(any16 *)(e - 16) = (bytes16)((ints16){0} + c);
		else for (; d < e; d += 4) *(word4 *)d = c;
		return dest;
	}
	STORE(d, v);
	STORE(e - W, v);
	/* The rest is between these two, which it may overlap by whole characters. */
	if (n <= W/2) return dest;
	STORE(d + W, v);
	STORE(e - 2*W, v);
	for (e -= W, d += 2*W; d + W < e; d += W) STORE(d, v);
	return dest;
}

#undef NAME
#endif
