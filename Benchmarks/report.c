/* From measured times to a table, JSON and a verdict. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "bench.h"

enum { NOISY = 10 };

static int ascending(const void *a, const void *b)
{
	double x = *(double *)a, y = *(double *)b;
	return (x > y) - (x < y);
}

/* The p-quantile of n sorted numbers, between two of them if need be. */
static double quantile(const double *sorted, int n, double p)
{
	double at = p * (n - 1);
	int i = at;
	return i + 1 < n ? sorted[i] + (at - i) * (sorted[i + 1] - sorted[i]) : sorted[n - 1];
}

static void summarise_cell(struct cell *cell, const struct cell *to, int n)
{
	double sorted[MOST_ROUNDS];
	memcpy(sorted, cell->times, n * sizeof *sorted);
	qsort(sorted, n, sizeof *sorted, ascending);
	cell->median = quantile(sorted, n, .5);
	cell->low = quantile(sorted, n, .25);
	cell->high = quantile(sorted, n, .75);
	if (*to->missing) return;
	for (int i = 0; i < n; i++) sorted[i] = cell->times[i] / to->times[i];
	qsort(sorted, n, sizeof *sorted, ascending);
	cell->ratio = quantile(sorted, n, .5);
	/* Of n draws, those below the median are binomial: its interval lies this many ranks to each side. */
	int ranks = ceil(.98 * sqrt(n)), middle = (n - 1) / 2;
	cell->ratio_low = sorted[middle > ranks ? middle - ranks : 0];
	cell->ratio_high = sorted[n / 2 + ranks < n ? n / 2 + ranks : n - 1];
}

void summarise(const struct run *run)
{
	for (size_t r = 0; r < row_count; r++)
		for (int v = 0; v < VARIANTS; v++)
			if (rows[r].wanted && has_column(rows[r].section, v) && !*cells[r][v].missing)
				summarise_cell(&cells[r][v], &cells[r][reference(rows[r].section)], run->rounds);
}

double spread(const struct cell *cell)
{
	return 100 * (cell->high - cell->low) / cell->median;
}

/* The first line of FILE from KEY on, or nothing. */
static const char *line_of(const char *file, const char *key)
{
	static char line[256];
	FILE *f = fopen(file, "r");
	*line = 0;
	if (!f) return "unknown";
	while (fgets(line, sizeof line, f) && strncmp(line, key, strlen(key))) *line = 0;
	fclose(f);
	line[strcspn(line, "\n")] = 0;
	char *value = line + strlen(key) * !!*line;
	return *value ? value + strspn(value, "\t :") : "unknown";
}

const char *cpu_name(void) { return line_of("/proc/cpuinfo", "model name"); }
const char *clock_name(void) { return line_of("/sys/devices/system/clocksource/clocksource0/current_clocksource", ""); }
const char *return_mitigation(void) { return line_of("/sys/devices/system/cpu/vulnerabilities/spec_rstack_overflow", ""); }

static void print_time(double ns)
{
	if (ns < 100) printf("%9.2f", ns);
	else if (ns < 10000) printf("%9.1f", ns);
	else printf("%9.0f", ns);
}

static void print_machine(const struct run *run)
{
	struct utsname host;
	double load = 0;
	uname(&host);
	printf("CPU     %s, %ld online; ", cpu_name(), sysconf(_SC_NPROCESSORS_ONLN));
	printf("spec_rstack_overflow: %s\n", return_mitigation());
	printf("kernel  %s %s, clock source %s\n", host.sysname, host.release, clock_name());
	printf("run     %d rounds, %d us each, seed %lu, %.0f s, ", run->rounds, run->slice, run->seed, run->seconds);
	if (run->cpu < 0) printf("not pinned");
	else if (run->second < 0) printf("pinned to CPU %d", run->cpu);
	else printf("pinned to CPU %d, rows of two to %d and %d", run->cpu, run->cpu, run->second);
	if (getloadavg(&load, 1) == 1) printf(", load %.1f", load);
	putchar('\n');
	printf("ns      median of one call or operation; +-%%: interquartile range\n");
}

static void print_cell(const struct cell *cell)
{
	if (*cell->missing) {
		printf("%9s%6s", "-", "");
		return;
	}
	print_time(cell->median);
	printf("%6.*f", spread(cell) < 999 ? 1 : 0, spread(cell));
}

/* Calls: what a trap costs beside what replaces it, as parts of the time on stock musl. */
static void print_calls(void)
{
	printf("ratio   to the time on stock musl in the same round, below 1 is faster\n\n");
	printf("%-24s", "");
	for (int v = 0; v < VARIANTS; v++) printf("%*s", v == STOCK ? 15 : 23, variant_names[v]);
	printf("\n%-24s", "call");
	for (int v = 0; v < VARIANTS; v++) printf("%9s%6s%s", "ns", "+-%", v == STOCK ? "" : "   ratio");
	putchar('\n');
	for (size_t r = 0; r < row_count; r++) {
		if (!rows[r].wanted || rows[r].section != IN_CALLS) continue;
		printf("%-24s", rows[r].what);
		for (int v = 0; v < VARIANTS; v++) {
			struct cell *cell = &cells[r][v];
			print_cell(cell);
			if (v == STOCK) continue;
			if (cell->ratio > 0) printf("%8.*f", cell->ratio < .1 ? 3 : 2, cell->ratio);
			else printf("%8s", *cell->missing ? "" : "-");
		}
		putchar('\n');
	}
}

static int meets(size_t r)
{
	return 1 / cells[r][APUS].ratio >= rows[r].least;
}

/* The other sections: how many times as fast, and what it has to be. */
static void print_work(enum section section)
{
	static const char *const kinds[SECTIONS] = { [IN_OBJECTS] = "objects", [IN_APPS] = "program", [IN_LIBC] = "function", [IN_PROGRAMS] = "program" };
	int to = reference(section);
	printf("times   as fast as %s in the same round, above 1 is faster; \"at least\" is the aim of the row\n\n", variant_names[to]);
	printf("%-28s", "");
	for (int v = 0; v < VARIANTS; v++) if (has_column(section, v)) printf("%*s", v == to ? 15 : 23, variant_names[v]);
	printf("\n%-28s", kinds[section]);
	for (int v = 0; v < VARIANTS; v++)
		if (has_column(section, v)) printf("%9s%6s%s", "ns", "+-%", v == to ? "" : "   times");
	printf("%10s\n", "at least");
	for (size_t r = 0; r < row_count; r++) {
		if (!rows[r].wanted || rows[r].section != section) continue;
		printf("%-28s", rows[r].what);
		for (int v = 0; v < VARIANTS; v++) {
			struct cell *cell = &cells[r][v];
			if (!has_column(section, v)) continue;
			print_cell(cell);
			if (v == to) continue;
			if (cell->ratio > 0) printf("%8.2f", 1 / cell->ratio);
			else printf("%8s", *cell->missing ? "" : "-");
		}
		if (rows[r].least > 0 && cells[r][APUS].ratio > 0) printf("%10.4g  %s", rows[r].least, meets(r) ? "pass" : "FAIL");
		putchar('\n');
	}
}

/* A row's function: its name up to the last _. */
static size_t function_length(size_t r)
{
	const char *end = strrchr(rows[r].id, '_');
	return end ? end - rows[r].id : strlen(rows[r].id);
}

/* The geometric mean of a column's times over a function's rows, all functions' if FIRST is not a row. */
static double mean(int v, size_t first, int *of)
{
	double sum = 0;
	*of = 0;
	for (size_t r = 0; r < row_count; r++) {
		if (!rows[r].wanted || rows[r].section != IN_LIBC || !(cells[r][v].ratio > 0)) continue;
		if (first < row_count && (function_length(r) != function_length(first)
			|| strncmp(rows[r].id, rows[first].id, function_length(first)))) continue;
		sum -= log(cells[r][v].ratio);
		++*of;
	}
	return *of ? exp(sum / *of) : 0;
}

static void print_means(void)
{
	size_t previous = row_count;
	int of;
	printf("\ngeometric mean, times       %12s%10s%10s\n", variant_names[STOCK], variant_names[APUS], "rows");
	for (size_t r = 0; r <= row_count; r++) {
		if (r < row_count && (!rows[r].wanted || rows[r].section != IN_LIBC)) continue;
		if (r < row_count && previous < row_count && function_length(r) == function_length(previous)
			&& !strncmp(rows[r].id, rows[previous].id, function_length(r))) continue;
		previous = r;
		printf("%-28.*s%12.2f", r < row_count ? (int)function_length(r) : 3, r < row_count ? rows[r].id : "all", mean(STOCK, r, &of));
		printf("%10.2f%10d\n", mean(APUS, r, &of), of);
	}
}

void print_table(const struct run *run)
{
	int noisy = 0, filled = 0;
	print_machine(run);
	for (int s = 0; s < SECTIONS; s++) {
		if (!has_rows(s)) continue;
		if (s == IN_CALLS) print_calls();
		else print_work(s);
		if (s == IN_LIBC) print_means();
		putchar('\n');
	}
	for (size_t r = 0; r < row_count; r++)
		for (int v = 0; v < VARIANTS; v++) {
			if (!rows[r].wanted || !has_column(rows[r].section, v)) continue;
			if (*cells[r][v].missing) {
				printf("not measured: %s, %s: %s\n", rows[r].what, variant_names[v], cells[r][v].missing);
				continue;
			}
			filled++;
			noisy += spread(&cells[r][v]) > NOISY;
		}
	if (noisy)
		printf("warning: %d of %d figures spread by more than %d %%; this machine is busy: more ROUNDS, or a quiet hour\n",
			noisy, filled, NOISY);
}

int check_table(void)
{
	int failures = 0, checked = 0;
	for (size_t r = 0; r < row_count; r++) {
		const struct cell *apus = &cells[r][APUS];
		if (!rows[r].wanted || !(rows[r].least > 0)) continue;
		checked++;
		if (apus->ratio > 0 && meets(r)) continue;
		failures++;
		if (!(apus->ratio > 0)) fprintf(stderr, "bench: %s: not measured\n", rows[r].what);
		else fprintf(stderr, "bench: %s: %.4g times as fast as %s (95 %%: %.4g to %.4g), not %.4g\n", rows[r].what,
			1 / apus->ratio, variant_names[reference(rows[r].section)], 1 / apus->ratio_high, 1 / apus->ratio_low, rows[r].least);
	}
	if (!checked) die("CHECK: none of these rows has an aim");
	if (!failures) printf("\nCHECK: %d rows are within their aims.\n", checked);
	else fprintf(stderr, "bench: CHECK: %d of %d rows miss their aims\n", failures, checked);
	return !!failures;
}
