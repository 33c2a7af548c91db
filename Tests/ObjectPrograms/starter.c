// Starts the program that its arguments name; without one it prints its environment, and with "many" several threads
// start programs at the same time, under signals. "refuse N" in front has execveat fail with that number.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void nothing(int sig) { }

static void *start_some(void *unused)
{
	char *args[] = { "true", 0 };
	for (long i = 0; i < 20; i++) {
		pid_t p;
		int status = -1;
		if (posix_spawn(&p, i % 4 ? "/bin/true" : "/bin/none", 0, 0, args, environ)) {
			if (i % 4) return "not started";
			continue;
		}
		while (waitpid(p, &status, 0) != p);
		if (status || i % 4 == 0) return "ended badly";
	}
	return 0;
}

static int refuse_execveat(int error)
{
	// Load the number, skip an instruction unless it is the one, fail, allow.
	struct { unsigned short code; unsigned char yes, no; unsigned value; } filter[] = {
		{ 0x20, 0, 0, 0 }, { 0x15, 0, 1, SYS_execveat }, { 6, 0, 0, 0x50000 | error }, { 6, 0, 0, 0x7fff0000 },
	};
	struct { unsigned short count; void *filter; } program = { 4, filter };
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, 2, &program);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		for (char **e = environ; *e; e++) puts(*e);
		return 0;
	}
	if (argc > 3 && !strcmp(argv[1], "refuse")) {
		if (refuse_execveat(atoi(argv[2]))) return perror("seccomp"), 1;
		argv += 2;
	}
	if (strcmp(argv[1], "many")) {
		execv(argv[1], argv + 1);
		perror(argv[1]);
		return 127;
	}
	struct itimerval often = { { 0, 1000 }, { 0, 1000 } };
	pthread_t threads[4];
	struct sigaction action = { .sa_handler = nothing, .sa_flags = SA_RESTART };
	sigaction(SIGALRM, &action, 0);
	setitimer(ITIMER_REAL, &often, 0);
	for (int i = 0; i < 4; i++) pthread_create(&threads[i], 0, start_some, 0);
	int failed = 0;
	for (int i = 0; i < 4; i++) {
		void *why;
		pthread_join(threads[i], &why);
		if (why) failed = 1, puts(why);
	}
	return failed;
}
