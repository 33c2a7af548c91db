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
static const double slowest_pass = 1.03, least_gain = 30;

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

static void summarise_cell(struct cell *cell, const struct cell *stock, int n)
{
	double sorted[MOST_ROUNDS];
	memcpy(sorted, cell->times, n * sizeof *sorted);
	qsort(sorted, n, sizeof *sorted, ascending);
	cell->median = quantile(sorted, n, .5);
	cell->low = quantile(sorted, n, .25);
	cell->high = quantile(sorted, n, .75);
	if (*stock->missing) return;
	for (int i = 0; i < n; i++) sorted[i] = cell->times[i] / stock->times[i];
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
			if (rows[r].wanted && !*cells[r][v].missing)
				summarise_cell(&cells[r][v], &cells[r][STOCK], run->rounds);
}

static double spread(const struct cell *cell)
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

static const char *cpu_name(void) { return line_of("/proc/cpuinfo", "model name"); }
static const char *clock_name(void) { return line_of("/sys/devices/system/clocksource/clocksource0/current_clocksource", ""); }
static const char *return_mitigation(void) { return line_of("/sys/devices/system/cpu/vulnerabilities/spec_rstack_overflow", ""); }

static void print_time(double ns)
{
	if (ns < 100) printf("%9.2f", ns);
	else if (ns < 10000) printf("%9.1f", ns);
	else printf("%9.0f", ns);
}

void print_table(const struct run *run)
{
	struct utsname host;
	int noisy = 0, filled = 0;
	double load = 0;

	uname(&host);
	printf("CPU     %s, %ld online; ", cpu_name(), sysconf(_SC_NPROCESSORS_ONLN));
	printf("spec_rstack_overflow: %s\n", return_mitigation());
	printf("kernel  %s %s, clock source %s\n", host.sysname, host.release, clock_name());
	printf("run     %d rounds, %d us each, seed %lu, %.0f s, ", run->rounds, run->slice, run->seed, run->seconds);
	if (run->cpu >= 0) printf("pinned to CPU %d", run->cpu);
	else printf("not pinned");
	if (getloadavg(&load, 1) == 1) printf(", load %.1f", load);
	putchar('\n');
	printf("ns      median of one call; +-%%: interquartile range; ratio: to stock musl in the same round, below 1 is faster\n\n");

	printf("%-24s", "");
	for (int v = 0; v < VARIANTS; v++) printf("%*s", v == STOCK ? 15 : 23, variant_names[v]);
	printf("\n%-24s", "call");
	for (int v = 0; v < VARIANTS; v++) printf("%9s%6s%s", "ns", "+-%", v == STOCK ? "" : "   ratio");
	putchar('\n');
	for (size_t r = 0; r < row_count; r++) {
		if (!rows[r].wanted) continue;
		printf("%-24s", rows[r].what);
		for (int v = 0; v < VARIANTS; v++) {
			struct cell *cell = &cells[r][v];
			if (*cell->missing) {
				printf("%9s", "-");
				if (v < VARIANTS - 1) printf("%*s", v == STOCK ? 6 : 14, "");
				continue;
			}
			print_time(cell->median);
			printf("%6.1f", spread(cell));
			if (v != STOCK) {
				if (*cells[r][STOCK].missing) printf("%8s", "-");
				else printf("%8.*f", cell->ratio < .1 ? 3 : 2, cell->ratio);
			}
			filled++;
			noisy += spread(cell) > NOISY;
		}
		putchar('\n');
	}
	for (size_t r = 0; r < row_count; r++)
		for (int v = 0; v < VARIANTS; v++)
			if (rows[r].wanted && *cells[r][v].missing)
				printf("\nnot measured: %s, %s: %s\n", rows[r].what, variant_names[v], cells[r][v].missing);
	if (noisy)
		printf("\nwarning: %d of %d figures spread by more than %d %%; this machine is busy: more ROUNDS, or a quiet hour\n",
			noisy, filled, NOISY);
}

static void quote(FILE *f, const char *s)
{
	fputc('"', f);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\') fprintf(f, "\\%c", *s);
		else if ((unsigned char)*s < 32) fprintf(f, "\\u%04x", *s);
		else fputc(*s, f);
	}
	fputc('"', f);
}

static void member(FILE *f, const char *name, const char *value)
{
	fprintf(f, "    \"%s\": ", name);
	quote(f, value);
}

static void write_cell(FILE *f, const struct cell *cell, int rounds)
{
	if (*cell->missing) {
		fprintf(f, "{ \"missing\": ");
		quote(f, cell->missing);
		fprintf(f, " }");
		return;
	}
	fprintf(f, "{ \"median_ns\": %.6g, \"low_ns\": %.6g, \"high_ns\": %.6g, \"spread_percent\": %.3g",
		cell->median, cell->low, cell->high, spread(cell));
	if (cell->ratio > 0)
		fprintf(f, ",\n        \"ratio\": %.5g, \"ratio_low\": %.5g, \"ratio_high\": %.5g",
			cell->ratio, cell->ratio_low, cell->ratio_high);
	fprintf(f, ",\n        \"rounds_ns\": [");
	for (int i = 0; i < rounds; i++) fprintf(f, "%s%.6g", i ? ", " : "", cell->times[i]);
	fprintf(f, "] }");
}

int write_json(const struct run *run, const char *path)
{
	static const char *const kinds[] = { "answered", "passed", "other" };
	struct utsname host;
	const char *separator = "";
	FILE *f = fopen(path, "w");
	if (!f) return -1;
	uname(&host);
	fprintf(f, "{\n  \"machine\": {\n");
	member(f, "cpu", cpu_name());
	fprintf(f, ",\n    \"cpus\": %ld,\n", sysconf(_SC_NPROCESSORS_ONLN));
	member(f, "spec_rstack_overflow", return_mitigation());
	fprintf(f, ",\n");
	member(f, "kernel", host.release);
	fprintf(f, ",\n");
	member(f, "clock_source", clock_name());
	fprintf(f, "\n  },\n  \"rounds\": %d,\n  \"slice_us\": %d,\n  \"seed\": %lu,\n  \"seconds\": %.1f,\n  \"cpu\": ",
		run->rounds, run->slice, run->seed, run->seconds);
	if (run->cpu >= 0) fprintf(f, "%d", run->cpu);
	else fprintf(f, "null");
	fprintf(f, ",\n  \"rows\": [");
	for (size_t r = 0; r < row_count; r++) {
		if (!rows[r].wanted) continue;
		fprintf(f, "%s\n    {\n      \"row\": \"%s\", \"call\": \"%s\", \"kind\": \"%s\"",
			separator, rows[r].id, rows[r].what, kinds[rows[r].kind]);
		for (int v = 0; v < VARIANTS; v++) {
			fprintf(f, ",\n      \"%s\": ", variant_ids[v]);
			write_cell(f, &cells[r][v], run->rounds);
		}
		fprintf(f, "\n    }");
		separator = ",";
	}
	fprintf(f, "\n  ]\n}\n");
	return fclose(f);
}

int check_table(void)
{
	int failures = 0, checked = 0;
	for (size_t r = 0; r < row_count; r++) {
		const struct cell *apus = &cells[r][APUS];
		if (!rows[r].wanted || rows[r].kind == OTHER || !(apus->ratio > 0)) continue;
		checked++;
		if (rows[r].kind == PASSED && apus->ratio > slowest_pass) {
			fprintf(stderr, "bench: %s: %.3f of stock musl (95 %%: %.3f to %.3f), allowed is %.2f\n",
				rows[r].what, apus->ratio, apus->ratio_low, apus->ratio_high, slowest_pass);
			failures++;
		}
		if (rows[r].kind == ANSWERED && 1 / apus->ratio < least_gain) {
			fprintf(stderr, "bench: %s: %.1f times faster than stock musl, not %.0f\n",
				rows[r].what, 1 / apus->ratio, least_gain);
			failures++;
		}
	}
	if (!checked) die("CHECK: none of these rows has an aim");
	if (!failures) printf("\nCHECK: %d rows are within their aims.\n", checked);
	return !!failures;
}
