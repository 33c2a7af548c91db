/* qsort and qsort_r: whatever the library, the elements are those from before, in order, and
 * comparisons get elements of the array; also when comparisons are not to be trusted. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include "functions.h"

enum { MOST = 3000, WIDEST = 600 };

static _Alignas(16) unsigned char array[MOST * 40 + WIDEST * 64 + 64], before[sizeof array];
static size_t count, width;
static unsigned char *base;
static long comparisons, outside;
static int lying;

static int key(const void *p)
{
	int k = 0;
	memcpy(&k, p, width < sizeof k ? width : sizeof k);
	return width < sizeof k ? k & 0xff : k;
}

static int compare(const void *a, const void *b)
{
	comparisons++;
	outside += (unsigned char *)a < base || (unsigned char *)a >= base + count * width || ((unsigned char *)a - base) % width ||
		(unsigned char *)b < base || (unsigned char *)b >= base + count * width || ((unsigned char *)b - base) % width;
	if (lying == 1) return below(3) - 1L;
	if (lying == 2) return 1;
	if (lying == 3) return -1;
	int x = key(a), y = key(b);
	return x < y ? -1 - (x & 0x7fff) : x > y;
}

static int compare_with(const void *a, const void *b, void *arg)
{
	outside += arg != &count;
	return compare(a, b);
}

static void fill(void)
{
	int kind = below(8), few = between(1, 20);
	for (size_t i = 0; i < count; i++) {
		int k = kind == 0 ? i : kind == 1 ? count - i : kind == 2 ? below(few) : kind == 3 ? i % few : kind == 4 ? (below(few) ? i : drawn()) :
			kind == 5 ? (i < count / 2 ? i : count - i) : drawn();
		unsigned char *p = base + i * width;
		for (size_t j = 0; j < width; j++) p[j] = drawn() >> 8;
		memcpy(p, &k, width < sizeof k ? 1 : sizeof k);
	}
}

/* All elements as often as before. */
static int same_elements(void)
{
	uint64_t sums[2] = { 0 };
	for (int k = 0; k < 2; k++) {
		const unsigned char *p = k ? before : base;
		for (size_t i = 0; i < count; i++) {
			uint64_t h = 0xcbf29ce484222325;
			for (size_t j = 0; j < width; j++) h = (h ^ p[i * width + j]) * 0x100000001b3;
			sums[k] += h * h | 1;
		}
	}
	return sums[0] == sums[1];
}

static long most_comparisons(void)
{
	long log = 0;
	for (size_t n = count; n; n >>= 1) log++;
	return 8 * count * log + 64;
}

static void make_sort(void)
{
	static const size_t widths[] = { 1, 2, 3, 4, 4, 4, 5, 7, 8, 8, 8, 12, 16, 24, 32, 33, 40 };
	width = below(16) ? widths[below(sizeof widths / sizeof *widths)] : between(1, WIDEST);
	count = below(3) ? below(70) : below(width > 40 ? 64 : MOST);
	lying = below(8) ? 0 : between(1, 3);
	base = array + below(9);
	comparisons = outside = 0;
	fill();
	memcpy(before, base, count * width);
	if (below(2)) qsort(base, count, width, compare);
	else qsort_r(base, count, width, compare_with, &count);
	int ordered = 1;
	for (size_t i = 1; i < count && !lying; i++) ordered &= key(base + (i - 1) * width) <= key(base + i * width);
	text(ordered ? "ordered" : "not ordered");
	text(same_elements() ? "the same" : "not the same");
	text(outside ? "outside" : "within");
	text(comparisons <= most_comparisons() ? "n log n" : "too many comparisons");
}

/* Answers that are decided only when asked for, so that each pivot turns out to be a bad one. */
static int values[MOST], solid, candidate;

static int adversary(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;
	comparisons++;
	if (values[x] == MOST && values[y] == MOST) values[x == candidate ? x : y] = solid++;
	if (values[x] == MOST) candidate = x;
	else if (values[y] == MOST) candidate = y;
	return values[x] - values[y];
}

static void make_adversary(void)
{
	int *p = (int *)array;
	count = between(1000, MOST);
	width = sizeof *p;
	solid = comparisons = candidate = 0;
	for (size_t i = 0; i < count; i++) {
		p[i] = i;
		values[i] = MOST;
	}
	qsort(p, count, sizeof *p, adversary);
	int ordered = 1;
	for (size_t i = 1; i < count; i++) ordered &= values[p[i - 1]] <= values[p[i]];
	text(ordered ? "ordered" : "not ordered");
	text(comparisons <= most_comparisons() ? "n log n" : "too many comparisons");
}

const struct area sort_areas[] = { { "sort", make_sort, 0, 20 }, { "adversary", make_adversary, 0, 1 }, { 0 } };
