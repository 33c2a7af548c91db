// The driver: has two executors, one on each libc, run the same sequences, and compares what they write down.
#ifndef DRIVER_H
#define DRIVER_H
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

enum { STOCK, APUS, SIDES, LINES = 256, LINE = 512 };

struct side {
	const char *name, *executor;
	char *env[64];
	int envs;
	char dir[4096], transcript[4096], log[4096];
	pid_t pid;
	int pipe;
	char line[4096];
	size_t filled;
	uint64_t next;
	double heard;
};
extern struct side sides[SIDES];
extern unsigned classes;
extern double limit;
double now(void);
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

// worker.c
pid_t start(struct side *, char **args, int out);
void end(struct side *, pid_t);
enum how { EXITED, CRASHED, HUNG, BROKEN };
struct failure {
	uint64_t index;
	enum how how[SIDES];
};
struct range {
	uint64_t seed, first, count, failures;
	struct failure *failed;
	uint64_t most;
};
uint64_t run_range(struct range *);

// outcome.c: what one sequence gives on one side.
struct outcome {
	enum how how;
	char *text;
};
struct outcome run_file(struct side *, const char *path, double limit);
int differ(const char *path, double limit, char *why, size_t size);

// shrink.c
struct text {
	int n;
	char line[LINES][LINE];
};
int generate_text(struct text *, uint64_t seed, uint64_t index);
int write_text(const struct text *, const char *path, const char *head);
void shrink(struct text *, const char *scratch);

#endif
