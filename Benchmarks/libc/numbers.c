/* Numbers as text and back. The numbers are random, a thousand of each kind. */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "libc.h"

enum { COUNT = 1024 };

static struct number { double value; long integer; char text[32], integer_text[24]; } numbers[COUNT];
static char line[512];

/* Any double: random bits. */
static double any(void)
{
	union { unsigned long bits; double value; } x;
	do x.bits = drawn() << 32 ^ drawn();
	while (!isfinite(x.value));
	return x.value;
}

static double moderate(void) { return (long)(drawn() % 2000000000) / 1e6 - 1000; }
static double uniform(void) { return (drawn() & 0xfffffffffff) / (double)(1L << 44); }

static int prepare(double value(void), const char *format)
{
	for (int i = 0; i < COUNT; i++) {
		struct number *n = numbers + i;
		n->value = value();
		n->integer = (long)(drawn() << 20) >> drawn() % 60;
		snprintf(n->text, sizeof n->text, format, n->value);
		snprintf(n->integer_text, sizeof n->integer_text, "%ld", n->integer);
	}
	return 0;
}

static int prepare_any(const char *unused) { return prepare(any, "%.17g"); }
static int prepare_uniform(const char *unused) { return prepare(uniform, "%.17g"); }
static int prepare_moderate(const char *unused) { return prepare(moderate, "%g"); }

#define OP(name, statement, right) \
	static int name##_run(long count) \
	{ \
		for (long i = 0; i < count; i++) { \
			const struct number *n = numbers + i % COUNT; \
			(void)n; \
			statement; \
			if (!(right)) return 0; \
		} \
		return 1; \
	}
#define PRINT(name, ...) OP(name, int l = snprintf(line, sizeof line, __VA_ARGS__), l > 0)

PRINT(print_int, "%d", (int)n->integer)
PRINT(print_long, "%ld", n->integer)
PRINT(print_hex, "%08lx", n->integer)
PRINT(print_padded, "%6d|%-6d|%06d", (int)n->integer, (int)n->integer, (int)n->integer)
PRINT(print_string, "%s", n->text)
PRINT(print_mixed, "%s: %d of %d (%s)\n", n->text, (int)n->integer, 77, n->integer_text)
PRINT(print_text, "nothing to be converted here at all, just text\n")
PRINT(print_g17, "%.17g", n->value)
PRINT(print_g, "%g", n->value)
PRINT(print_e, "%e", n->value)
PRINT(print_f, "%f", n->value)
PRINT(print_f2, "%.2f", n->value)
PRINT(print_f17, "%.17f", n->value)
PRINT(print_a, "%a", n->value)
PRINT(print_long_double, "%.18Lg", (long double)n->value)
OP(scan_double, double v = strtod(n->text, 0), v == n->value)
OP(scan_short, double v = strtod(n->text, 0), v - n->value < .01)
OP(scan_float, float v = strtof(n->text, 0), v - n->value < .01)
OP(scan_long, long v = strtol(n->integer_text, 0, 10), v == n->integer)
OP(scan_atoi, int v = atoi(n->integer_text), v | 1)
OP(scan_f_int, int v; sscanf(n->integer_text, "%d", &v), 1)
OP(scan_f_double, double v; sscanf(n->text, "%lf", &v), v == n->value)

#define WORK(name, prepare) { #name, prepare, name##_run },
const struct work number_works[] = {
	WORK(print_int, prepare_any) WORK(print_long, prepare_any) WORK(print_hex, prepare_any)
	WORK(print_padded, prepare_any) WORK(print_string, prepare_any) WORK(print_mixed, prepare_any)
	WORK(print_text, prepare_any) WORK(print_g17, prepare_any) WORK(print_g, prepare_moderate)
	WORK(print_e, prepare_any) WORK(print_f, prepare_moderate) WORK(print_f2, prepare_moderate)
	WORK(print_f17, prepare_uniform) WORK(print_a, prepare_any) WORK(print_long_double, prepare_any)
	WORK(scan_double, prepare_any) WORK(scan_short, prepare_moderate) WORK(scan_float, prepare_moderate)
	WORK(scan_long, prepare_any) WORK(scan_atoi, prepare_any) WORK(scan_f_int, prepare_any)
	WORK(scan_f_double, prepare_any)
	{ "scan_uniform", prepare_uniform, scan_double_run }, { "print_uniform", prepare_uniform, print_g17_run },
	{ 0 }
};
