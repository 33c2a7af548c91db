/* usage: start ROUNDS PROGRAM... Starts each program in turn, waits for its end, and
 * prints the microseconds that took, median and the quartiles as +-%, and its page faults. */
#define _GNU_SOURCE
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static int order(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static double once(char *program, double *faults)
{
	char *args[] = { program, 0 };
	pid_t child;
	struct rusage used;
	int status, error;
	double start = now();
	if ((error = posix_spawn(&child, program, 0, 0, args, environ))) {
		fprintf(stderr, "start: %s: %s\n", program, strerror(error));
		exit(1);
	}
	if (wait4(child, &status, 0, &used) != child || status) {
		fprintf(stderr, "start: %s failed\n", program);
		exit(1);
	}
	*faults = used.ru_minflt + used.ru_majflt;
	return now() - start;
}

int main(int argc, char **argv)
{
	long rounds = argc > 2 ? atol(argv[1]) : 0;
	if (rounds < 4) {
		fprintf(stderr, "usage: start ROUNDS PROGRAM...\n");
		return 2;
	}
	double *took = calloc(rounds * argc, sizeof *took), *faults = calloc(rounds * argc, sizeof *faults);
	if (!took || !faults) return 1;
	for (long i = 0; i < rounds; i++) for (int p = 2; p < argc; p++)
		took[p * rounds + i] = once(argv[p], &faults[p * rounds + i]);
	for (int p = 2; p < argc; p++) {
		double *t = took + p * rounds, median;
		qsort(t, rounds, sizeof *t, order);
		qsort(faults + p * rounds, rounds, sizeof *faults, order);
		median = t[rounds / 2];
		printf("%-50s %8.1f us  +-%.1f %%  %3.0f faults\n", argv[p], median, (t[rounds * 3 / 4] - t[rounds / 4]) / 2 / median * 100,
			faults[p * rounds + rounds / 2]);
	}
}
