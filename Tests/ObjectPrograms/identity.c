/* Prints nothing and ends with 0 if every number that the kernel keeps of a
 * process and of a thread is what the host says, in threads, children of every
 * kind and their threads. The host is asked through /proc, not by a call. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char stack[65536] __attribute__((aligned(16)));

static int wrong(const char *what, long got, long want)
{
	if (got == want) return 0;
	fprintf(stderr, "%s: %ld, not %ld\n", what, got, want);
	return 1;
}

/* /proc/thread-self is PID/task/TID. */
static int check(void)
{
	char link[64] = "";
	int bad = 0, pid = 0, tid = 0, cpu = sched_getcpu();
	struct timespec t;
	struct utsname name;
	if (readlink("/proc/thread-self", link, sizeof link - 1) < 0 || sscanf(link, "%d/task/%d", &pid, &tid) != 2)
		return wrong("readlink", -1, 0);
	for (int i=0; i<2; i++) bad |= wrong("getpid", getpid(), pid) | wrong("gettid", syscall(SYS_gettid), tid);
	bad |= wrong("cpu", cpu >= 0, 1) | wrong("clock", clock_gettime(CLOCK_MONOTONIC, &t), 0);
	return bad | wrong("uname", uname(&name), 0) | wrong("uid", getuid(), geteuid());
}

static void *thread(void *p)
{
	(void)p;
	return (void *)(long)check();
}

static int check_threads(void)
{
	int bad = check();
	for (int i=0; i<4; i++) {
		pthread_t t;
		void *result;
		if (pthread_create(&t, 0, thread, 0)) return wrong("pthread_create", -1, 0);
		pthread_join(t, &result);
		bad |= (long)result;
	}
	return bad;
}

static int child(void *p)
{
	(void)p;
	_exit(check());
}

static int wait_for(const char *what, pid_t p)
{
	int status;
	if (p < 0 || waitpid(p, &status, 0) != p) return wrong(what, -1, 0);
	return wrong(what, status, 0);
}

int main(void)
{
	int bad = check_threads();
	pid_t p = fork();
	if (!p) {
		bad |= check_threads();
		p = fork();
		if (!p) _exit(check_threads());
		_exit(bad | wait_for("fork in fork", p));
	}
	bad |= wait_for("fork", p);
	p = vfork();
	if (!p) _exit(getpid() == getppid());
	bad |= wait_for("vfork", p);
	for (int i=0; i<3; i++) {
		bad |= wait_for("clone", clone(child, stack + sizeof stack, SIGCHLD, 0));
		bad |= wait_for("clone VM", clone(child, stack + sizeof stack, CLONE_VM|SIGCHLD, 0));
		bad |= wait_for("clone VFORK", clone(child, stack + sizeof stack, CLONE_VM|CLONE_VFORK|SIGCHLD, 0));
		bad |= wait_for("system", system("exit 0") ? -1 : fork() ? : (_exit(0), 0));
	}
	return bad | check_threads();
}
