/* A process starts another and waits for it: one that exits at once, or `peer`,
 * which is the same static program for every column. */
#define _GNU_SOURCE
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "objects.h"

extern char **environ;

static char peer[4200];
static char *with[] = { peer, "exit", "0", 0 };

static int prepare(const struct work *w)
{
	(void)w;
	snprintf(peer, sizeof peer, "%s/peer", here);
	return access(peer, X_OK);
}

static int ended(pid_t child, int wanted)
{
	int status;
	return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == wanted;
}

static int fork_and_exit(long n)
{
	while (n--) {
		pid_t child = fork();
		if (!child) _exit(0);
		if (!ended(child, 0)) return 0;
	}
	return 1;
}

static int fork_and_exec(long n)
{
	while (n--) {
		pid_t child = fork();
		if (!child) {
			execve(peer, with, environ);
			_exit(127);
		}
		if (!ended(child, with[2][0] - '0')) return 0;
	}
	return 1;
}

static int vfork_and_exec(long n)
{
	while (n--) {
		pid_t child = vfork();
		if (!child) {
			execve(peer, with, environ);
			_exit(127);
		}
		if (!ended(child, with[2][0] - '0')) return 0;
	}
	return 1;
}

static int spawn(long n)
{
	while (n--) {
		pid_t child;
		if ((errno = posix_spawn(&child, peer, 0, 0, with, environ)) || !ended(child, with[2][0] - '0')) return 0;
	}
	return 1;
}

/* That the other program really ran shows in a status that only it can know. */
#define STARTS(id, function) \
	static int verify_##id(void) \
	{ \
		with[2] = "7"; \
		int good = function(1); \
		with[2] = "0"; \
		return good; \
	} \
	const struct work id##_work = { .prepare = prepare, .run = function, .verify = verify_##id }
STARTS(fork_exec, fork_and_exec);
STARTS(vfork_exec, vfork_and_exec);
STARTS(spawn, spawn);

const struct work fork_exit_work = { .run = fork_and_exit };
