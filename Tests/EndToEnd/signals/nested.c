/* vdso */
#include "check.h"
#include <setjmp.h>
#include <sched.h>
// Handlers that interrupt calls, make calls, are interrupted, and leave by siglongjmp.
static sigjmp_buf env;
static volatile int level, deepest, calls;
static volatile pid_t pid, tid;

static void work(int sig)
{
	struct timespec t;
	int e = errno;
	pid = getpid();
	tid = gettid();
	CHECK(!clock_gettime(CLOCK_MONOTONIC, &t) && t.tv_sec >= 0);
	CHECK(time(0) > 1000000000 && sched_getcpu() >= 0 && getuid() == geteuid());
	CHECK(syscall(SYS_getpid) == pid && syscall(SYS_gettid) == tid);
	if (++level > deepest) deepest = level;
	if (sig < SIGRTMIN + 6) raise(sig + 1);
	level--;
	calls++;
	errno = e;
}
static void jump(int sig) { getpid(); siglongjmp(env, sig); }
static void tick(int sig) { calls++; getpid(); gettid(); struct timespec t; clock_gettime(CLOCK_REALTIME, &t); }

int main(void)
{
	struct sigaction sa = { .sa_handler = work };
	pid_t me = getpid();
	for (int i = 0; i < 7; i++) sigaction(SIGRTMIN + i, &sa, 0);
	raise(SIGRTMIN);
	printf("depth %d, %d calls, ids %s\n", deepest, calls, pid == me && tid == me ? "right" : "wrong");
	errno = EXDEV;
	raise(SIGRTMIN + 6);
	printf("errno kept: %s\n", ename(errno));

	sa.sa_handler = jump;
	sigaction(SIGUSR1, &sa, 0);
	sigset_t s;
	for (volatile int i = 0; i < 1000; i++) {
		int r = sigsetjmp(env, 1);
		if (!r) { raise(SIGUSR1); CHECK(!"not reached"); }
		if (r != SIGUSR1 || getpid() != me) { CHECK(!"jump"); break; }
	}
	sigprocmask(SIG_BLOCK, 0, &s);
	printf("USR1 blocked after siglongjmp with the mask %d\n", sigismember(&s, SIGUSR1));
	if (!sigsetjmp(env, 0)) raise(SIGUSR1);
	sigprocmask(SIG_BLOCK, 0, &s);
	printf("and without %d\n", sigismember(&s, SIGUSR1));

	// Out of a call that waits.
	sigemptyset(&s);
	sigprocmask(SIG_SETMASK, &s, 0);
	sigaction(SIGALRM, &sa, 0);
	int p[2];
	char c;
	pipe(p);
	struct itimerval it = { .it_value.tv_usec = 5000 };
	for (volatile int i = 0; i < 5; i++) {
		if (!sigsetjmp(env, 1)) {
			setitimer(ITIMER_REAL, &it, 0);
			read(p[0], &c, 1);
			CHECK(!"read returned");
		}
	}
	write(p[1], "z", 1);
	CHECK(read(p[0], &c, 1) == 1 && c == 'z');
	puts("left read five times by siglongjmp");

	// A storm over calls answered from memory and passed: each must give its own answer.
	sa.sa_handler = tick;
	sa.sa_flags = SA_RESTART;
	sigaction(SIGALRM, &sa, 0);
	it.it_interval.tv_usec = 200;
	it.it_value.tv_usec = 200;
	calls = 0;
	setitimer(ITIMER_REAL, &it, 0);
	for (int i = 0; i < 20000 || (calls < 20 && i < 20000000); i++) {
		struct timespec t;
		errno = 0;
		if (getpid() != me || syscall(SYS_gettid) != me || clock_gettime(CLOCK_MONOTONIC, &t) || syscall(-1) != -1 || errno != ENOSYS
		 || write(p[1], "y", 1) != 1 || read(p[0], &c, 1) != 1 || c != 'y') { CHECK(!"answer under signals"); break; }
	}
	memset(&it, 0, sizeof it);
	setitimer(ITIMER_REAL, &it, 0);
	CHECK(calls >= 20);
	puts("storm over");
	return done();
}
