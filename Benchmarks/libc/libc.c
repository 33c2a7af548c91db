/* usage: libc ROW SLICE     nanoseconds of one operation, measured for about SLICE microseconds
 *        libc ROW -n COUNT  just does COUNT operations, for perf
 * The program that is measured, compiled once for each column of the table. A row is a work
 * and an amount: strlen_64. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../measure.h"
#include "libc.h"

enum { BATCH = 100000 };

static const struct work *const groups[] = { string_works, sort_works, number_works, stdio_works, various_works, math_works };
static const struct work *work;
static const char *row;

unsigned long drawn(void)
{
	static unsigned long x = 88172645463325252;
	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x >> 20;
}

static const struct work *find(size_t length)
{
	for (size_t g = 0; g < sizeof groups / sizeof *groups; g++)
		for (const struct work *w = groups[g]; w->id; w++)
			if (strlen(w->id) == length && !memcmp(w->id, row, length)) return w;
	return 0;
}

static void make(long n)
{
	if (work->run(n)) return;
	fprintf(stderr, "libc: %s: unexpected result\n", row);
	exit(1);
}

int main(int argc, char **argv)
{
	int counted = argc == 4 && !strcmp(argv[2], "-n");
	long count = argc == 3 + counted ? atol(argv[argc - 1]) : 0;
	if (count <= 0) {
		fputs("usage: libc ROW SLICE | libc ROW -n COUNT\n", stderr);
		return 2;
	}
	row = argv[1];
	const char *amount = strrchr(row, '_');
	if (!(work = find(strlen(row)))) work = find(amount ? amount - row : 0);
	else amount = 0;
	if (!work) {
		fprintf(stderr, "libc: no row %s\n", row);
		return 2;
	}
	alarm(300);
	if (work->prepare && work->prepare(amount ? amount + 1 : "") < 0) {
		fprintf(stderr, "libc: cannot prepare %s: %s\n", row, strerror(errno));
		return 1;
	}
	if (counted) make(count);
	else printf("%.6g\n", measure(make, BATCH, count));
	return 0;
}
