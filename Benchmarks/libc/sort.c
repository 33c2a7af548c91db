/* qsort: an operation is one sort of the whole array, which is put back before. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "libc.h"

struct record { int key; char rest[36]; };

static void *unsorted, *sorted;
static size_t count, width;

static int ints(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;
	return (x > y) - (x < y);
}

static int doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static int strings(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int prepare(const char *amount, size_t size)
{
	char *end;
	count = strtoul(amount, &end, 10);
	if (*end == 'k') count *= 1000;
	if (*end == 'm') count *= 1000000;
	width = size;
	unsorted = calloc(count, width);
	sorted = calloc(count, width);
	return unsorted && sorted ? 0 : -1;
}

#define PREPARE(name, type, value) \
	static int prepare_##name(const char *amount) \
	{ \
		type *p; \
		if (prepare(amount, sizeof *p) < 0) return -1; \
		p = unsorted; \
		for (size_t i = 0; i < count; i++) (value); \
		return 0; \
	}

static char *string(void)
{
	char *s = malloc(16);
	if (s) sprintf(s, "%lx", drawn() & 0xffffffffff);
	return s;
}

PREPARE(int, int, p[i] = drawn())
PREPARE(ordered, int, p[i] = i)
PREPARE(reversed, int, p[i] = count - i)
PREPARE(few, int, p[i] = drawn() % 16)
PREPARE(saw, int, p[i] = i % 1000)
PREPARE(double, double, p[i] = (long)drawn() / 3.)
PREPARE(record, struct record, p[i].key = drawn())
PREPARE(string, char *, p[i] = string())

#define SORT(name, type, compare) \
	static int sort_##name##_run(long n) \
	{ \
		for (; n; n--) { \
			memcpy(sorted, unsorted, count * width); \
			qsort(sorted, count, width, compare); \
		} \
		type *p = sorted; \
		for (size_t i = 1; i < count; i++) if (compare(p + i - 1, p + i) > 0) return 0; \
		return 1; \
	}

SORT(int, int, ints)
#define sort_ordered_run sort_int_run
#define sort_reversed_run sort_int_run
#define sort_few_run sort_int_run
#define sort_saw_run sort_int_run
SORT(double, double, doubles)
SORT(record, struct record, ints)
SORT(string, char *, strings)

#define WORK(name) { "sort_" #name, prepare_##name, sort_##name##_run },
const struct work sort_works[] = {
	WORK(int) WORK(ordered) WORK(reversed) WORK(few) WORK(saw) WORK(double) WORK(record) WORK(string) { 0 }
};
