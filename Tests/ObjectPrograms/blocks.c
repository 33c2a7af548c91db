/* Makes more processes that share our memory than the kernel has thread
 * blocks; each asks for its number and ends without giving anything back. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char stack[65536] __attribute__((aligned(16)));
static volatile int number;

static int child(void *p)
{
	(void)p;
	number = getpid();
	if (syscall(SYS_gettid) != number) number = -1;
	_exit(0);
}

int main(void)
{
	pid_t self = getpid();
	for (int i=0; i<16384+100; i++) {
		int status;
		pid_t p = clone(child, stack + sizeof stack, CLONE_VM|SIGCHLD, 0);
		if (p < 0 || waitpid(p, &status, 0) != p) return perror("clone"), 1;
		if (status || number != p || getpid() != self) {
			fprintf(stderr, "child %d: status %#x, number %d, not %d\n", i, status, number, (int)p);
			return 1;
		}
	}
	return 0;
}
