/* usage: functions SEED CASES [AREA FIRST]
 * Prints a line for each thousand random cases of each area, which tells whether all results are
 * the same as elsewhere. With an area and the number of a case all results of the thousand from there on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "functions.h"

enum { LINE = 1000 };

static const struct area *const groups[] = { AREAS };
static uint64_t state, hash;
static int verbose;

uint64_t drawn(void)
{
	/* Neighbouring seeds give unrelated numbers. */
	uint64_t x = state += 0x9e3779b97f4a7c15;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

uint64_t below(uint64_t n) { return drawn() % n; }
long between(long first, long last) { return first + (long)below(last - first + 1); }

void result(const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	if (verbose) putchar(' ');
	for (size_t i = 0; i < n; i++) {
		hash = (hash ^ p[i]) * 0x100000001b3;
		if (verbose && p[i] > 32 && p[i] < 127) putchar(p[i]);
		else if (verbose) {
			putchar('\\');
			putchar("0123456789abcdef"[p[i] >> 4]);
			putchar("0123456789abcdef"[p[i] & 15]);
		}
	}
	hash = (hash ^ n) * 0x100000001b3;
}

void text(const char *s) { result(s, strlen(s)); }

void number(long x)
{
	char digits[24], *p = digits + sizeof digits;
	unsigned long left = x < 0 ? -(unsigned long)x : x;
	do *--p = '0' + left % 10;
	while (left /= 10);
	if (x < 0) *--p = '-';
	result(p, digits + sizeof digits - p);
}

static void print_number(long x)
{
	char digits[24], *p = digits + sizeof digits;
	*--p = 0;
	do *--p = '0' + x % 10;
	while (x /= 10);
	fputs(p, stdout);
}

/* Each case has its own seed, so that it can be made alone. */
static void make(const struct area *area, uint64_t seed, long first, long count)
{
	hash = 0xcbf29ce484222325;
	for (long n = first; n < first + count; n++) {
		state = seed ^ (uint64_t)(n + 1) << 32;
		if (verbose) print_number(n);
		area->make();
		if (verbose) putchar('\n');
	}
	if (verbose) return;
	fputs(area->name, stdout);
	putchar(' ');
	print_number(first);
	putchar(' ');
	for (int i = 60; i >= 0; i -= 4) putchar("0123456789abcdef"[hash >> i & 15]);
	putchar('\n');
}

int main(int argc, char **argv)
{
	int found = 0;
	if (argc != 3 && argc != 5) {
		fputs("usage: functions SEED CASES [AREA FIRST]\n", stderr);
		return 2;
	}
	uint64_t seed = strtoull(argv[1], 0, 10);
	verbose = argc == 5;
	for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
		for (const struct area *area = groups[g]; area->name; area++) {
			if (verbose && strcmp(area->name, argv[3])) continue;
			long cases = atol(argv[2]), first = verbose ? atol(argv[4]) : 0;
			if (area->share) cases = (cases * area->share + 99) / 100;
			found = 1;
			if (area->prepare) area->prepare();
			do make(area, seed, first, verbose || cases - first > LINE ? LINE : cases - first);
			while (!verbose && (first += LINE) < cases);
		}
	}
	return found ? 0 : 2;
}
