/* usage: bench -d DIR [-s SECTION]... [-o JSON] [-r ROUNDS] [-t MICROSECONDS] [-p CPU|none] [-c] [ROW...]
 * Runs DIR/SECTION-{glibc,musl,apus,caught}, one row for a short slice each, the
 * columns in a new random order every time, and prints what they took. SECTION is
 * calls, objects (both if none is named), apps, libc or programs; ROW a row's name or a shell
 * pattern. -c: fail if Apus misses its aims. */
#define _GNU_SOURCE
#include <errno.h>
#include <fnmatch.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "bench.h"
#include "rows.h"

#define ENTRY(id, what, ...) { #id, what, __VA_ARGS__, SECTION, 0 },
struct row rows[] = {
#define SECTION IN_CALLS
	CALLS(ENTRY)
#undef SECTION
#define SECTION IN_OBJECTS
	OBJECTS(ENTRY)
#undef SECTION
#define SECTION IN_APPS
	APPS(ENTRY)
#undef SECTION
#define SECTION IN_LIBC
	LIBC(ENTRY)
#undef SECTION
#define SECTION IN_PROGRAMS
	PROGRAMS(ENTRY)
};
const size_t row_count = sizeof rows / sizeof *rows;
const char *const variant_names[VARIANTS] = { "glibc", "stock musl", "Apus", "Apus, caught" };
const char *const variant_ids[VARIANTS] = { "glibc", "musl", "apus", "caught" };
const char *const section_ids[SECTIONS] = { "calls", "objects", "apps", "libc", "programs" };
static struct cell all_cells[sizeof rows / sizeof *rows][VARIANTS];
struct cell (*cells)[VARIANTS] = all_cells;
static char *programs[SECTIONS][VARIANTS];
static int chosen[SECTIONS];
static cpu_set_t one, pair;

void die(const char *format, ...)
{
	va_list l;
	va_start(l, format);
	fputs("bench: ", stderr);
	vfprintf(stderr, format, l);
	fputc('\n', stderr);
	exit(2);
}

int has_column(enum section section, int v)
{
	return v == STOCK || v == APUS || (v == GLIBC && section != IN_APPS) || (v == CAUGHT && section == IN_CALLS);
}

int reference(enum section section)
{
	return section == IN_LIBC || section == IN_PROGRAMS ? GLIBC : STOCK;
}

int has_rows(enum section section)
{
	for (size_t r = 0; r < row_count; r++) if (rows[r].wanted && rows[r].section == section) return 1;
	return 0;
}

static unsigned long state;

static unsigned below(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state >> 33) % n;
}

static long number(const char *text, const char *what, long least, long most)
{
	char *end;
	errno = 0;
	long v = strtol(text, &end, 10);
	if (errno || end == text || *end || v < least || v > most)
		die("%s must be a number from %ld to %ld, not '%s'", what, least, most, text);
	return v;
}

/* The core that a CPU is part of, or the CPU itself. */
static int core_of(int cpu)
{
	char path[96];
	int core = cpu;
	snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list", cpu);
	FILE *f = fopen(path, "r");
	if (!f) return cpu;
	if (fscanf(f, "%d", &core) != 1) core = cpu;
	fclose(f);
	return core;
}

/* To the CPU asked for, or to the last that we may use: the first serves most
 * interrupts. Rows that need two get another core's besides, if there is one. */
static void pin(const char *wanted, struct run *run)
{
	cpu_set_t set;
	int cpu;
	run->cpu = run->second = -1;
	if (sched_getaffinity(0, sizeof set, &set)) die("cannot read the CPU affinity: %s", strerror(errno));
	one = pair = set;
	if (!strcmp(wanted, "none")) return;
	if (*wanted) {
		cpu = number(wanted, "PIN", 0, CPU_SETSIZE - 1);
		if (!CPU_ISSET(cpu, &set)) die("CPU %d is not there or not ours; PIN=none leaves the choice to the host", cpu);
	} else {
		for (cpu = CPU_SETSIZE - 1; !CPU_ISSET(cpu, &set); cpu--);
	}
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	if (sched_setaffinity(0, sizeof one, &one)) {
		fprintf(stderr, "bench: cannot pin to CPU %d (%s): measuring unpinned\n", cpu, strerror(errno));
		one = set;
		return;
	}
	run->cpu = cpu;
	for (int c = CPU_SETSIZE - 1; c >= 0; c--)
		if (c != cpu && CPU_ISSET(c, &set) && (run->second < 0 || (core_of(run->second) == core_of(cpu) && core_of(c) != core_of(cpu))))
			run->second = c;
	pair = one;
	if (run->second >= 0) CPU_SET(run->second, &pair);
}

static void choose(char **patterns, int n)
{
	for (size_t r = 0; r < row_count; r++) rows[r].wanted = !n && chosen[rows[r].section];
	for (int i = 0; i < n; i++) {
		int found = 0;
		for (size_t r = 0; r < row_count; r++)
			if (chosen[rows[r].section] && !fnmatch(patterns[i], rows[r].id, 0)) found = rows[r].wanted = 1;
		if (found) continue;
		fprintf(stderr, "bench: no row '%s'; there are", patterns[i]);
		for (size_t r = 0; r < row_count; r++) if (chosen[rows[r].section]) fprintf(stderr, " %s", rows[r].id);
		fputc('\n', stderr);
		exit(2);
	}
}

/* One process, one row, one column. */
static void measure(size_t r, int v, const struct run *run, int round)
{
	const char *program = programs[rows[r].section][v];
	char slice[16], text[160];
	struct cell *cell = &cells[r][v];
	int fds[2], status;
	size_t got = 0;
	ssize_t n;

	if (*cell->missing) return;
	snprintf(slice, sizeof slice, "%d", run->slice);
	if (pipe(fds)) die("pipe: %s", strerror(errno));
	pid_t child = fork();
	if (child < 0) die("fork: %s", strerror(errno));
	if (!child) {
		dup2(fds[1], 1);
		close(fds[0]);
		close(fds[1]);
		if (rows[r].cpus > 1) sched_setaffinity(0, sizeof pair, &pair);
		execl(program, program, rows[r].id, slice, (char *)0);
		fprintf(stderr, "bench: cannot run %s: %s\n", program, strerror(errno));
		_exit(127);
	}
	close(fds[1]);
	while (got < sizeof text - 1 && (n = read(fds[0], text + got, sizeof text - 1 - got)) > 0) got += n;
	close(fds[0]);
	text[got] = 0;
	if (waitpid(child, &status, 0) != child) die("waitpid: %s", strerror(errno));
	text[strcspn(text, "\n")] = 0;
	if (WIFSIGNALED(status)) die("%s %s: %s", program, rows[r].id, strsignal(WTERMSIG(status)));
	if (WEXITSTATUS(status) == 77) {
		snprintf(cell->missing, sizeof cell->missing, "%s", *text ? text : "not here");
		return;
	}
	if (WEXITSTATUS(status)) die("%s %s: exit status %d", program, rows[r].id, WEXITSTATUS(status));
	cell->times[round] = strtod(text, 0);
	if (!(cell->times[round] > 0)) die("%s %s: answered '%s', not a time", program, rows[r].id, text);
}

static void measure_all(const struct run *run)
{
	int quiet = !isatty(2);
	for (int round = 0; round < run->rounds; round++) {
		for (size_t r = 0; r < row_count; r++) {
			int order[VARIANTS];
			if (!rows[r].wanted) continue;
			if (!quiet) fprintf(stderr, "\rround %d of %d: %-20s", round + 1, run->rounds, rows[r].id);
			for (unsigned v = 0; v < VARIANTS; v++) {
				unsigned w = below(v + 1);
				order[v] = order[w];
				order[w] = v;
			}
			for (int v = 0; v < VARIANTS; v++)
				if (has_column(rows[r].section, order[v])) measure(r, order[v], run, round);
		}
	}
	if (!quiet) fprintf(stderr, "\r%48s\r", "");
}

static void find_programs(const char *dir)
{
	for (int s = 0; s < SECTIONS; s++) for (int v = 0; v < VARIANTS; v++) {
		if (!has_rows(s) || !has_column(s, v)) continue;
		if (asprintf(&programs[s][v], "%s/%s-%s", dir, section_ids[s], variant_ids[v]) < 0) die("out of memory");
		if (access(programs[s][v], X_OK)) die("no program for the column '%s' (%s: %s); make %s builds it",
			variant_names[v], programs[s][v], strerror(errno), s == IN_APPS ? "bench-apps" : s == IN_LIBC ? "bench-libc" : s == IN_PROGRAMS ? "bench-programs" : "bench");
	}
}

static void choose_section(const char *name)
{
	for (int s = 0; s < SECTIONS; s++) if (!strcmp(name, section_ids[s])) {
		chosen[s] = 1;
		return;
	}
	die("no section '%s'; there are calls, objects, apps, libc and programs", name);
}

int main(int argc, char **argv)
{
	struct run run = { .rounds = 41, .slice = 8000 };
	const char *dir = 0, *json = 0, *cpu = "";
	struct timespec a, b;
	int option, check = 0;

	opterr = 0;
	while ((option = getopt(argc, argv, "d:s:o:r:t:p:c")) != -1) switch (option) {
	case 'd': dir = optarg; break;
	case 's': choose_section(optarg); break;
	case 'o': json = optarg; break;
	case 'r': run.rounds = number(optarg, "ROUNDS", 3, MOST_ROUNDS); break;
	case 't': run.slice = number(optarg, "SLICE", 100, 1000000); break;
	case 'p': cpu = optarg; break;
	case 'c': check |= 1; break;
	default: check = -1;
	}
	if (!dir || check < 0) {
		fputs("usage: bench -d DIR [-s SECTION]... [-o JSON] [-r ROUNDS] [-t MICROSECONDS] [-p CPU|none] [-c] [ROW...]\n", stderr);
		return 2;
	}
	if (!memchr(chosen, 1, sizeof chosen)) chosen[IN_CALLS] = chosen[IN_OBJECTS] = 1;
	choose(argv + optind, argc - optind);
	find_programs(dir);
	for (int v = 0; v < VARIANTS; v++)
		for (size_t r = 0; r < row_count; r++)
			if (!(cells[r][v].times = calloc(run.rounds, sizeof(double)))) die("out of memory");
	clock_gettime(CLOCK_MONOTONIC, &a);
	state = run.seed = ((unsigned long)a.tv_nsec << 20 ^ getpid()) | 1;
	pin(cpu, &run);
	measure_all(&run);
	clock_gettime(CLOCK_MONOTONIC, &b);
	run.seconds = b.tv_sec - a.tv_sec + (b.tv_nsec - a.tv_nsec) / 1e9;
	summarise(&run);
	print_table(&run);
	if (json) {
		if (write_json(&run, json)) die("cannot write %s: %s", json, strerror(errno));
		printf("\nThe same as JSON: %s\n", json);
	}
	return check ? check_table() : 0;
}
