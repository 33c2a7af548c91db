/* Text to numbers and back, where glibc has more than musl. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ctype.h>
#include <inttypes.h>
#include "glibc.h"

/* C23: base 2 and 0 take 0b. */
static const char *past_binary(const char *s, int *base, int *negative)
{
	const char *digits = s;
	while (isspace((unsigned char)*digits)) digits++;
	*negative = *digits == '-';
	if (*digits == '-' || *digits == '+') digits++;
	if (*base && *base != 2 || digits[0] != '0' || (digits[1]|32) != 'b' || digits[2] != '0' && digits[2] != '1') return 0;
	*base = 2;
	return digits+2;
}

#define C23(type, name) \
	type GLIBC(__isoc23_##name)(const char *restrict s, char **restrict end, int base) \
	{ \
		int negative; \
		const char *digits = past_binary(s, &base, &negative); \
		if (!digits) return name(s, end, base); \
		/* The sign again, for the range: -0b1... is short enough to be written anew. */ \
		size_t l = strspn(digits, "01"); \
		char copy[l+2]; \
		copy[0] = negative ? '-' : '+'; \
		memcpy(copy+1, digits, l); \
		copy[l+1] = 0; \
		if (end) *end = (char *)digits+l; \
		return name(copy, 0, 2); \
	}
C23(long, strtol)
C23(unsigned long, strtoul)
C23(long long, strtoll)
C23(unsigned long long, strtoull)
C23(intmax_t, strtoimax)
C23(uintmax_t, strtoumax)

#define STRFROM(name, type, length) \
	int GLIBC(name)(char *restrict s, size_t n, const char *restrict format, type x) \
	{ \
		char full[32]; \
		size_t l = strlen(format); \
		if (l+2 > sizeof full) return -1; \
		memcpy(full, format, l-1); \
		strcpy(full+l-1, length); \
		strcat(full, format+l-1); \
		return snprintf(s, n, full, x); \
	}
STRFROM(strfromd, double, "")
STRFROM(strfromf, float, "")
STRFROM(strfroml, long double, "L")
GLIBC_ALIAS(strfromf32, glibc_strfromf) GLIBC_ALIAS(strfromf64, glibc_strfromd)
GLIBC_ALIAS(strfromf32x, glibc_strfromd) GLIBC_ALIAS(strfromf64x, glibc_strfroml)

/* The last argument is whether digits may be grouped, which no caller wants. */
#define INTERNAL(type, name) \
	type GLIBC(__##name##_internal)(const char *restrict s, char **restrict end, int group) { return name(s, end); }
INTERNAL(double, strtod)
INTERNAL(float, strtof)
INTERNAL(long double, strtold)
GLIBC_ALIAS(strtof32, strtof) GLIBC_ALIAS(strtof64, strtod) GLIBC_ALIAS(strtof32x, strtod) GLIBC_ALIAS(strtof64x, strtold)

/* Digits to the caller's buffer. */
#define CVT(name, of) \
	int GLIBC(name##_r)(double x, int n, int *restrict point, int *restrict sign, char *restrict buf, size_t size) \
	{ \
		const char *s = of(x, n, point, sign); \
		if (strlen(s) >= size) return -1; \
		strcpy(buf, s); \
		return 0; \
	}
CVT(ecvt, ecvt)
CVT(fcvt, fcvt)
