/* Decimal numbers are read from the string itself and converted by __decimal_to_binary if that can.
 * All else, from hexadecimal numbers to results that are not normal, is __floatscan's. */
#include <float.h>
#include <stdlib.h>
#include "decimal.h"
#include "shgetc.h"
#include "floatscan.h"
#include "stdio_impl.h"

enum { MOST_DIGITS = 19, MOST_EXPONENT = 9999 };

struct decimal {
	const char *end;
	uint64_t digits;        /* the first 19 */
	int exponent, more, negative;
};

/* The optional exponent; its value is added to d's. Whether that is known. */
static int read_exponent(const char *s, struct decimal *d)
{
	int negative = 0, x = 0;
	if ((*s | 32) != 'e') return 1;
	s++;
	if (*s == '+' || *s == '-') negative = *s++ == '-';
	if (*s - '0' >= 10U) return 1;
	for (; *s - '0' < 10U; s++) if (x < MOST_EXPONENT) x = 10 * x + (*s - '0');
	d->exponent += negative ? -x : x;
	d->end = s;
	return x < MOST_EXPONENT;
}

/* Whether it is a decimal number. */
static int read_decimal(const char *s, struct decimal *d)
{
	const char *first, *last_digit, *point = 0;
	uint64_t w = 0;
	while (*s == ' ' || *s - '\t' < 5U) s++;
	d->negative = *s == '-';
	if (*s == '+' || *s == '-') s++;
	if (*s == '0' && (s[1] | 32) == 'x') return 0;
	const char *start = s;
	for (; *s == '0'; s++);
	first = s;
	for (; *s - '0' < 10U; s++) w = 10 * w + (*s - '0');
	if (*s == '.') {
		point = s++;
		if (s == first + 1) {
			for (; *s == '0'; s++);
			first = s;
		}
		for (; *s - '0' < 10U; s++) w = 10 * w + (*s - '0');
		if (s == point + 1 && point == start) return 0;
	} else if (s == start) {
		return 0;
	}
	last_digit = s;
	d->end = s;
	d->exponent = point ? point + 1 - last_digit : 0;
	d->more = 0;
	size_t count = last_digit - first - (point && point >= first);
	if (count > MOST_DIGITS) {
		if (count > 1 << 20) return 0;
		w = 0;
		d->exponent += count - MOST_DIGITS;
		for (s = first, count = 0; s < last_digit; s++) {
			if (s == point) continue;
			if (count++ < MOST_DIGITS) w = 10 * w + (*s - '0');
			else d->more |= *s != '0';
		}
	}
	d->digits = w;
	return read_exponent(last_digit, d);
}

static long double strtox(const char *s, char **p, int prec)
{
	FILE f;
	sh_fromstring(&f, s);
	shlim(&f, 0);
	long double y = __floatscan(&f, prec, 1);
	off_t cnt = shcnt(&f);
	if (p) *p = cnt ? (char *)s + cnt : (char *)s;
	return y;
}

static inline double convert(const char *restrict s, char **restrict p, int bits, int prec)
{
	struct decimal d;
	double y = 0;
	if (!read_decimal(s, &d)) return strtox(s, p, prec);
	if (d.digits && !__decimal_to_binary(d.digits, d.exponent, d.more, bits, &y)) return strtox(s, p, prec);
	if (p) *p = (char *)d.end;
	return d.negative ? -y : y;
}

float strtof(const char *restrict s, char **restrict p)
{
	return convert(s, p, FLT_MANT_DIG, 0);
}

double strtod(const char *restrict s, char **restrict p)
{
	return convert(s, p, DBL_MANT_DIG, 1);
}

long double strtold(const char *restrict s, char **restrict p)
{
	return strtox(s, p, 2);
}
