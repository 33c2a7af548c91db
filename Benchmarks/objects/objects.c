/* usage: objects ROW SLICE     nanoseconds of one operation, measured for about SLICE microseconds
 *        objects ROW -n COUNT  just does COUNT operations, for perf and strace
 * The program that is measured, compiled once for each column of the table.
 * Exit status 77: this machine cannot do that; standard output says why. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../measure.h"
#include "../rows.h"
#include "objects.h"

enum { SKIP = 77, BATCH = 200000 };

#define DECLARE(id, ...) extern const struct work id##_work;
OBJECTS(DECLARE)

char here[4096];
static const char *id;
static const struct work *work;
static cpu_set_t cpus;

void skip(const char *why)
{
	printf("%s%s%s\n", why, errno ? ": " : "", errno ? strerror(errno) : "");
	exit(SKIP);
}

void need_two(void)
{
	errno = 0;
	if (CPU_COUNT(&cpus) < 2) skip("there is only one CPU");
}

int stay_on(int n)
{
	cpu_set_t one;
	int cpu = 0;
	if (n) need_two();
	for (;; cpu++) if (CPU_ISSET(cpu, &cpus) && !n--) break;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	return sched_setaffinity(0, sizeof one, &one);
}

void fill(void *bytes, size_t size)
{
	static unsigned long x = 88172645463325252;
	for (unsigned char *p = bytes; size--; p++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		*p = x >> 40;
	}
}

int is_empty(int fd)
{
	return poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, 0) == 0;
}

static void make(long n)
{
	if (work->run(n)) return;
	fprintf(stderr, "objects: %s: unexpected result: %s\n", id, strerror(errno));
	exit(1);
}

static void verify(const char *when)
{
	if (!work->verify || work->verify()) return;
	fprintf(stderr, "objects: %s: wrong data %s it was timed\n", id, when);
	exit(1);
}

int main(int argc, char **argv)
{
	int counted = argc == 4 && !strcmp(argv[2], "-n");
	long amount = argc == 3 + counted ? atol(argv[argc - 1]) : 0;
	double ns = 0;
	if (amount <= 0) {
		fputs("usage: objects ROW SLICE | objects ROW -n COUNT\n", stderr);
		return 2;
	}
	id = argv[1];
#define FIND(name, ...) if (!strcmp(id, #name)) work = &name##_work;
	OBJECTS(FIND)
	if (!work) {
		fprintf(stderr, "objects: no row %s\n", id);
		return 2;
	}
	snprintf(here, sizeof here, "%s", argv[0]);
	*(strrchr(here, '/') ? strrchr(here, '/') : here) = 0;
	alarm(300);
	if (sched_getaffinity(0, sizeof cpus, &cpus)) skip("CPU affinity");
	if (work->prepare && work->prepare(work) < 0) {
		fprintf(stderr, "objects: cannot prepare %s: %s\n", id, strerror(errno));
		return 1;
	}
	verify("before");
	if (work->rate) {
		ns = work->rate(counted ? 1000 : amount);
		if (!(ns > 0)) {
			fprintf(stderr, "objects: %s: unexpected result: %s\n", id, strerror(errno));
			return 1;
		}
	} else if (counted) {
		make(amount);
	} else {
		ns = measure(make, work->batch ? work->batch : BATCH, amount);
	}
	verify("after");
	if (!counted) printf("%.6g\n", ns);
	fflush(stdout);
	_exit(0);
}
