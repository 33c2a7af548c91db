// Starts the program that its arguments name; without one it prints its environment, and with "many" several threads
// start programs at the same time, under signals.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
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

int main(int argc, char **argv)
{
	if (argc < 2) {
		for (char **e = environ; *e; e++) puts(*e);
		return 0;
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
