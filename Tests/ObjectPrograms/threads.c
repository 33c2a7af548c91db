/* Uses what draws most of libc and the kernel into a static program: threads,
 * cancellation, fork, vfork, signals. With an argument it waits in read(0) for
 * as long as somebody looks at it. */
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void *run(void *p)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return p;
}

static void handle(int s)
{
	(void)s;
}

int main(int argc, char **argv)
{
	pthread_t t;
	int status;
	char c;
	signal(SIGUSR1, handle);
	raise(SIGUSR1);
	if (pthread_create(&t, 0, run, 0)) return 1;
	pthread_cancel(t);
	pthread_join(t, 0);
	pid_t p = fork();
	if (!p) _exit(3);
	if (waitpid(p, &status, 0) != p || WEXITSTATUS(status) != 3) return 2;
	p = vfork();
	if (!p) _exit(4);
	if (waitpid(p, &status, 0) != p || WEXITSTATUS(status) != 4) return 3;
	if (argc > 1) {
		FILE *f = fopen("/proc/self/maps", "r");
		char line[512];
		while (f && fgets(line, sizeof line, f)) fputs(line, stdout);
		fflush(stdout);
		if (!strcmp(argv[1], "wait")) read(0, &c, 1);
	}
	puts("done");
}
