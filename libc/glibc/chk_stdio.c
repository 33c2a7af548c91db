#define _GNU_SOURCE
#include <stdio.h>
#include <stdarg.h>
#include <limits.h>
#include <wchar.h>
#include <syslog.h>
#include "chk.h"
#include "streams.h"

int GLIBC(__vfprintf_chk)(FILE *restrict f, int flag, const char *restrict format, va_list ap)
{
	glibc_check_format(flag, format);
	return vfprintf(f, format, ap);
}

int GLIBC(__vprintf_chk)(int flag, const char *restrict format, va_list ap)
{
	glibc_check_format(flag, format);
	return vfprintf(stdout, format, ap);
}

int GLIBC(__vdprintf_chk)(int fd, int flag, const char *restrict format, va_list ap)
{
	glibc_check_format(flag, format);
	return vdprintf(fd, format, ap);
}

int GLIBC(__vasprintf_chk)(char **s, int flag, const char *format, va_list ap)
{
	glibc_check_format(flag, format);
	return vasprintf(s, format, ap);
}

int GLIBC(__vsnprintf_chk)(char *restrict s, size_t n, int flag, size_t size, const char *restrict format, va_list ap)
{
	check(n <= size);
	glibc_check_format(flag, format);
	return vsnprintf(s, n, format, ap);
}

int GLIBC(__vsprintf_chk)(char *restrict s, int flag, size_t size, const char *restrict format, va_list ap)
{
	check(size);
	glibc_check_format(flag, format);
	if (size > INT_MAX) return vsprintf(s, format, ap);
	int n = vsnprintf(s, size, format, ap);
	check(n < 0 || n < size);
	return n;
}

void GLIBC(__vsyslog_chk)(int priority, int flag, const char *format, va_list ap)
{
	glibc_check_format(flag, format);
	vsyslog(priority, format, ap);
}

#define PASS_ON(last, call) \
	va_list ap; \
	va_start(ap, last); \
	int printed = call; \
	va_end(ap); \
	return printed;

int GLIBC(__fprintf_chk)(FILE *restrict f, int flag, const char *restrict format, ...)
{
	PASS_ON(format, glibc___vfprintf_chk(f, flag, format, ap))
}

int GLIBC(__printf_chk)(int flag, const char *restrict format, ...)
{
	PASS_ON(format, glibc___vprintf_chk(flag, format, ap))
}

int GLIBC(__dprintf_chk)(int fd, int flag, const char *restrict format, ...)
{
	PASS_ON(format, glibc___vdprintf_chk(fd, flag, format, ap))
}

int GLIBC(__asprintf_chk)(char **s, int flag, const char *format, ...)
{
	PASS_ON(format, glibc___vasprintf_chk(s, flag, format, ap))
}

int GLIBC(__snprintf_chk)(char *restrict s, size_t n, int flag, size_t size, const char *restrict format, ...)
{
	PASS_ON(format, glibc___vsnprintf_chk(s, n, flag, size, format, ap))
}

int GLIBC(__sprintf_chk)(char *restrict s, int flag, size_t size, const char *restrict format, ...)
{
	PASS_ON(format, glibc___vsprintf_chk(s, flag, size, format, ap))
}

void GLIBC(__syslog_chk)(int priority, int flag, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	glibc___vsyslog_chk(priority, flag, format, ap);
	va_end(ap);
}

/* Wide characters: %n is not looked for. */

int GLIBC(__vfwprintf_chk)(FILE *restrict f, int flag, const wchar_t *restrict format, va_list ap)
{
	return vfwprintf(f, format, ap);
}

int GLIBC(__vwprintf_chk)(int flag, const wchar_t *restrict format, va_list ap)
{
	return vfwprintf(stdout, format, ap);
}

int GLIBC(__vswprintf_chk)(wchar_t *restrict s, size_t n, int flag, size_t size, const wchar_t *restrict format, va_list ap)
{
	check(n <= size);
	return vswprintf(s, n, format, ap);
}

int GLIBC(__fwprintf_chk)(FILE *restrict f, int flag, const wchar_t *restrict format, ...)
{
	PASS_ON(format, vfwprintf(f, format, ap))
}

int GLIBC(__wprintf_chk)(int flag, const wchar_t *restrict format, ...)
{
	PASS_ON(format, vfwprintf(stdout, format, ap))
}

int GLIBC(__swprintf_chk)(wchar_t *restrict s, size_t n, int flag, size_t size, const wchar_t *restrict format, ...)
{
	PASS_ON(format, glibc___vswprintf_chk(s, n, flag, size, format, ap))
}

/* Input. */

char *GLIBC(__gets_chk)(char *s, size_t size)
{
	size_t i = 0;
	int c;
	check(size);
	while ((c = getc(stdin)) != EOF && c != '\n') {
		check(i+1 < size);
		s[i++] = c;
	}
	if (c == EOF && (!i || !feof(stdin))) return 0;
	s[i] = 0;
	return s;
}

/* Only a line that does not fit is an error, not the number. */
#define LINES(type, name, read, next, end) \
	type *GLIBC(name)(type *restrict s, size_t size, int n, FILE *restrict f) \
	{ \
		size_t i; \
		check(size); \
		if (n <= 0 || n <= size) return read(s, n, f); \
		if (!read(s, size, f)) return 0; \
		for (i=0; s[i] && s[i] != '\n'; i++); \
		if (!s[i] && i == size-1) check(next(f) == end); \
		return s; \
	}
LINES(char, __fgets_chk, fgets, getc, EOF)
LINES(char, __fgets_unlocked_chk, fgets_unlocked, getc_unlocked, EOF)
LINES(wchar_t, __fgetws_chk, fgetws, getwc, WEOF)
LINES(wchar_t, __fgetws_unlocked_chk, fgetws_unlocked, getwc_unlocked, WEOF)

size_t GLIBC(__fread_chk)(void *restrict p, size_t size, size_t each, size_t n, FILE *restrict f)
{
	check(!each || n <= size/each);
	return fread(p, each, n, f);
}

size_t GLIBC(__fread_unlocked_chk)(void *restrict p, size_t size, size_t each, size_t n, FILE *restrict f)
{
	check(!each || n <= size/each);
	return fread_unlocked(p, each, n, f);
}
