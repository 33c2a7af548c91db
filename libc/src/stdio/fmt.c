#include <string.h>
#include "libc.h"
#include "decimal.h"
#include "fmt.h"

enum { MOST_DIGITS = 18, MOST_PLACES = 27 };

static const char pairs[200] =
	"0001020304050607080910111213141516171819" "2021222324252627282930313233343536373839"
	"4041424344454647484950515253545556575859" "6061626364656667686970717273747576777879"
	"8081828384858687888990919293949596979899";

char *__fmt_u(uintmax_t x, char *end)
{
	while (x >= 100) {
		end -= 2;
		memcpy(end, pairs + 2 * (x % 100), 2);
		x /= 100;
	}
	if (x >= 10) {
		end -= 2;
		memcpy(end, pairs + 2 * x, 2);
	} else if (x) {
		*--end = '0' + x;
	}
	return end;
}

/* The last n digits of x, with zeros before. */
static void digits(char *s, uint64_t x, int n)
{
	for (; n >= 2; n -= 2, x /= 100) memcpy(s + n - 2, pairs + 2 * (x % 100), 2);
	if (n) *s = '0' + x % 10;
}

static char *repeat(char *s, char c, int n)
{
	while (n-- > 0) *s++ = c;
	return s;
}

static int fixed(char *s, double y, int p, int alternate)
{
	char *const start = s;
	char text[MOST_PLACES + 24], *end = text + sizeof text;
	uint64_t x = 0;
	if (p > MOST_PLACES || y && !__binary_to_fixed(y, p, &x)) return -1;
	char *first = __fmt_u(x, end);
	while (end - first <= p) *--first = '0';
	int whole = end - first - p;
	memcpy(s, first, whole);
	s += whole;
	if (p || alternate) *s++ = '.';
	memcpy(s, first + whole, p);
	return s + p - start;
}

static char *write_exponent(char *s, int e, int t)
{
	*s++ = t;
	*s++ = e < 0 ? '-' : '+';
	if (e < 0) e = -e;
	if (e >= 100) {
		*s++ = '0' + e / 100;
		e %= 100;
	}
	digits(s, e, 2);
	return s + 2;
}

static char *with_point(char *s, const char *digit, int count, int alternate)
{
	*s++ = *digit;
	if (count > 1 || alternate) *s++ = '.';
	memcpy(s, digit + 1, count - 1);
	return s + count - 1;
}

int __fmt_double(char *s, double y, int p, int alternate, int t)
{
	char *const start = s, digit[MOST_DIGITS];
	uint64_t x = 0;
	int e = 0, general = (t | 32) == 'g';
	if (p < 0) p = 6;
	if ((t | 32) == 'f') return fixed(s, y, p, alternate);
	int count = general ? p + !p : p + 1;
	if (count > MOST_DIGITS) return -1;
	if (y) {
		if (!__binary_to_digits(y, count, &x, &e)) return -1;
		e += count - 1;
	}
	digits(digit, x, count);
	if (!general) return write_exponent(with_point(s, digit, count, alternate), e, t) - start;

	p = count;
	if (!alternate) while (count > 1 && digit[count - 1] == '0') count--;
	if (e < -4 || e >= p) return write_exponent(with_point(s, digit, count, alternate), e, t - 'g' + 'e') - start;
	if (e < 0) {
		*s++ = '0';
		*s++ = '.';
		s = repeat(s, '0', -e - 1);
		memcpy(s, digit, count);
		return s + count - start;
	}
	int whole = count < e + 1 ? count : e + 1;
	memcpy(s, digit, whole);
	s = repeat(s + whole, '0', e + 1 - whole);
	if (count > e + 1 || alternate) *s++ = '.';
	memcpy(s, digit + whole, count - whole);
	return s + count - whole - start;
}

int __fmt_hex(char *s, double y, int alternate, int t)
{
	char *const start = s, text[8], *end = text + sizeof text;
	const char *const hex = t & 32 ? "0123456789abcdef" : "0123456789ABCDEF";
	union { double f; uint64_t i; } number = { y };
	int e = (int)(number.i >> 52 & 0x7ff) - 0x3ff;
	uint64_t fraction = number.i << 12;
	if (!y) e = 0;
	else if (e == -0x3ff) {
		int zeros = __builtin_clzll(fraction);
		fraction = fraction << zeros << 1;
		e -= zeros;
	}
	*s++ = '0' + (y != 0);
	if (fraction || alternate) *s++ = '.';
	for (; fraction; fraction <<= 4) *s++ = hex[fraction >> 60];
	*s++ = t + ('p' - 'a');
	*s++ = e < 0 ? '-' : '+';
	char *first = __fmt_u(e < 0 ? -e : e, end);
	if (first == end) *--first = '0';
	memcpy(s, first, end - first);
	return s + (end - first) - start;
}
