/* The measurements as JSON, every single one of them. */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "bench.h"

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
		fprintf(f, ",\n        \"ratio\": %.5g, \"ratio_low\": %.5g, \"ratio_high\": %.5g, \"times\": %.5g",
			cell->ratio, cell->ratio_low, cell->ratio_high, 1 / cell->ratio);
	fprintf(f, ",\n        \"rounds_ns\": [");
	for (int i = 0; i < rounds; i++) fprintf(f, "%s%.6g", i ? ", " : "", cell->times[i]);
	fprintf(f, "] }");
}

static void write_cpu(FILE *f, int cpu)
{
	if (cpu >= 0) fprintf(f, "%d", cpu);
	else fprintf(f, "null");
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
	write_cpu(f, run->cpu);
	fprintf(f, ",\n  \"second_cpu\": ");
	write_cpu(f, run->second);
	fprintf(f, ",\n  \"rows\": [");
	for (size_t r = 0; r < row_count; r++) {
		if (!rows[r].wanted) continue;
		fprintf(f, "%s\n    {\n      \"section\": \"%s\", \"row\": \"%s\", \"call\": \"%s\", \"kind\": \"%s\", \"cpus\": %d, \"ratio_to\": \"%s\"",
			separator, section_ids[rows[r].section], rows[r].id, rows[r].what, kinds[rows[r].kind], rows[r].cpus,
			variant_ids[reference(rows[r].section)]);
		if (rows[r].least > 0) fprintf(f, ", \"at_least\": %.4g", rows[r].least);
		if (rows[r].least > 0 && cells[r][APUS].ratio > 0)
			fprintf(f, ", \"pass\": %s", 1 / cells[r][APUS].ratio >= rows[r].least ? "true" : "false");
		for (int v = 0; v < VARIANTS; v++) {
			if (!has_column(rows[r].section, v)) continue;
			fprintf(f, ",\n      \"%s\": ", variant_ids[v]);
			write_cell(f, &cells[r][v], run->rounds);
		}
		fprintf(f, "\n    }");
		separator = ",";
	}
	fprintf(f, "\n  ]\n}\n");
	return fclose(f);
}
