#define _GNU_SOURCE
#include <stdlib.h>
#include <wchar.h>
#include "chk.h"

/* Sizes are counted in wide characters here. */

wchar_t *GLIBC(__wmemcpy_chk)(wchar_t *restrict d, const wchar_t *restrict s, size_t n, size_t size)
{
	check(n <= size);
	return wmemcpy(d, s, n);
}

wchar_t *GLIBC(__wmemmove_chk)(wchar_t *d, const wchar_t *s, size_t n, size_t size)
{
	check(n <= size);
	return wmemmove(d, s, n);
}

wchar_t *GLIBC(__wmempcpy_chk)(wchar_t *restrict d, const wchar_t *restrict s, size_t n, size_t size)
{
	check(n <= size);
	return wmemcpy(d, s, n) + n;
}

wchar_t *GLIBC(__wmemset_chk)(wchar_t *d, wchar_t c, size_t n, size_t size)
{
	check(n <= size);
	return wmemset(d, c, n);
}

wchar_t *GLIBC(__wcscpy_chk)(wchar_t *restrict d, const wchar_t *restrict s, size_t size)
{
	check(wcslen(s) < size);
	return wcscpy(d, s);
}

wchar_t *GLIBC(__wcpcpy_chk)(wchar_t *restrict d, const wchar_t *restrict s, size_t size)
{
	check(wcslen(s) < size);
	return wcpcpy(d, s);
}

wchar_t *GLIBC(__wcsncpy_chk)(wchar_t *restrict d, const wchar_t *restrict s, size_t n, size_t size)
{
	check(n <= size);
	return wcsncpy(d, s, n);
}

wchar_t *GLIBC(__wcpncpy_chk)(wchar_t *restrict d, const wchar_t *restrict s, size_t n, size_t size)
{
	check(n <= size);
	return wcpncpy(d, s, n);
}

wchar_t *GLIBC(__wcscat_chk)(wchar_t *restrict d, const wchar_t *restrict s, size_t size)
{
	size_t l = wcslen(d);
	check(l < size && wcslen(s) < size-l);
	return wcscat(d, s);
}

wchar_t *GLIBC(__wcsncat_chk)(wchar_t *restrict d, const wchar_t *restrict s, size_t n, size_t size)
{
	size_t l = wcslen(d);
	check(l < size && wcsnlen(s, n) < size-l);
	return wcsncat(d, s, n);
}

size_t GLIBC(__mbstowcs_chk)(wchar_t *restrict d, const char *restrict s, size_t n, size_t size)
{
	check(n <= size);
	return mbstowcs(d, s, n);
}

size_t GLIBC(__mbsrtowcs_chk)(wchar_t *restrict d, const char **restrict s, size_t n, mbstate_t *restrict st, size_t size)
{
	check(n <= size);
	return mbsrtowcs(d, s, n, st);
}

size_t GLIBC(__mbsnrtowcs_chk)(wchar_t *restrict d, const char **restrict s, size_t in, size_t n, mbstate_t *restrict st, size_t size)
{
	check(n <= size);
	return mbsnrtowcs(d, s, in, n, st);
}

/* From here on in bytes. */

size_t GLIBC(__wcstombs_chk)(char *restrict d, const wchar_t *restrict s, size_t n, size_t size)
{
	check(n <= size);
	return wcstombs(d, s, n);
}

size_t GLIBC(__wcsrtombs_chk)(char *restrict d, const wchar_t **restrict s, size_t n, mbstate_t *restrict st, size_t size)
{
	check(n <= size);
	return wcsrtombs(d, s, n, st);
}

size_t GLIBC(__wcsnrtombs_chk)(char *restrict d, const wchar_t **restrict s, size_t in, size_t n, mbstate_t *restrict st, size_t size)
{
	check(n <= size);
	return wcsnrtombs(d, s, in, n, st);
}

size_t GLIBC(__wcrtomb_chk)(char *restrict d, wchar_t c, mbstate_t *restrict st, size_t size)
{
	check(MB_CUR_MAX <= size);
	return wcrtomb(d, c, st);
}

int GLIBC(__wctomb_chk)(char *d, wchar_t c, size_t size)
{
	check(MB_CUR_MAX <= size);
	return wctomb(d, c);
}
