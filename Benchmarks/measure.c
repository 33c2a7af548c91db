/* The time of one of many: the median of many short batches, so that an
 * interruption spoils one of them only. */
#include <stdlib.h>
#include <time.h>
#include "measure.h"

double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
	double x = *(double *)a, y = *(double *)b;
	return (x > y) - (x < y);
}

double median(double *values, long n)
{
	qsort(values, n, sizeof *values, ascending);
	return (values[(n - 1) / 2] + values[n / 2]) / 2;
}

static double time_of(void (*make)(long), long n)
{
	double start = now();
	make(n);
	return now() - start;
}

double measure(void (*make)(long), double batch, long slice)
{
	double t, times[1000];
	long n = 1, batches;
	while ((t = time_of(make, n)) < batch && n < 1L << 40) n *= 2;
	if (n > 1) n = n * batch / t + 1;
	t = time_of(make, n);
	batches = slice * 1000. / t;
	if (batches < 7) batches = t < 5e7 ? 7 : 3;
	if (batches > 999) batches = 999;
	for (long i = 0; i < batches; i++) times[i] = time_of(make, n) / n;
	return median(times, batches);
}
