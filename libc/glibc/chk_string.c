#define _GNU_SOURCE
#include <string.h>
#include <strings.h>
#include "chk.h"

void *GLIBC(__memcpy_chk)(void *restrict d, const void *restrict s, size_t n, size_t size)
{
	check(n <= size);
	return memcpy(d, s, n);
}

void *GLIBC(__memmove_chk)(void *d, const void *s, size_t n, size_t size)
{
	check(n <= size);
	return memmove(d, s, n);
}

void *GLIBC(__mempcpy_chk)(void *restrict d, const void *restrict s, size_t n, size_t size)
{
	check(n <= size);
	return mempcpy(d, s, n);
}

void *GLIBC(__memset_chk)(void *d, int c, size_t n, size_t size)
{
	check(n <= size);
	return memset(d, c, n);
}

void GLIBC(__explicit_bzero_chk)(void *d, size_t n, size_t size)
{
	check(n <= size);
	explicit_bzero(d, n);
}

char *GLIBC(__strcpy_chk)(char *restrict d, const char *restrict s, size_t size)
{
	size_t n = strlen(s);
	check(n < size);
	return memcpy(d, s, n+1);
}

char *GLIBC(__stpcpy_chk)(char *restrict d, const char *restrict s, size_t size)
{
	size_t n = strlen(s);
	check(n < size);
	return (char *)memcpy(d, s, n+1) + n;
}

char *GLIBC(__strncpy_chk)(char *restrict d, const char *restrict s, size_t n, size_t size)
{
	check(n <= size);
	return strncpy(d, s, n);
}

char *GLIBC(__stpncpy_chk)(char *restrict d, const char *restrict s, size_t n, size_t size)
{
	check(n <= size);
	return stpncpy(d, s, n);
}

char *GLIBC(__strcat_chk)(char *restrict d, const char *restrict s, size_t size)
{
	size_t l = strlen(d), n = strlen(s);
	check(l < size && n < size-l);
	memcpy(d+l, s, n+1);
	return d;
}

char *GLIBC(__strncat_chk)(char *restrict d, const char *restrict s, size_t n, size_t size)
{
	size_t l = strlen(d), k = strnlen(s, n);
	check(l < size && k < size-l);
	memcpy(d+l, s, k);
	d[l+k] = 0;
	return d;
}
