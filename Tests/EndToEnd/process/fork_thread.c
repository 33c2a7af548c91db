/* vdso */
#include "check.h"
#include <pthread.h>
// fork from a thread while others run: only it goes on, as the main thread of the child.
static volatile int stop;
static __thread int mine = 5;

static void *busy(void *arg)
{
	while (!stop) free(malloc(1 + (rand() & 1023)));
	return 0;
}

static void *inner(void *arg)
{
	return (void *)(long)(gettid() != getpid() && syscall(SYS_gettid) == gettid() && mine == 5);
}

static void *forker(void *arg)
{
	pid_t me = getpid(), tid = gettid();
	CHECK(me != tid);
	mine = 6;
	for (int i = 0; i < 20; i++) {
		int st;
		pid_t p = fork();
		if (!p) {
			pthread_t t;
			void *r;
			int ok = getpid() != me && gettid() == getpid() && gettid() != tid && getppid() == me && mine == 6;
			ok = ok && !pthread_create(&t, 0, inner, 0) && !pthread_join(t, &r) && r;
			free(malloc(100000));
			_exit(ok ? 4 : 1);
		}
		CHECK(p > 0 && waitpid(p, &st, 0) == p && WIFEXITED(st));
		if (WEXITSTATUS(st) != 4) { status("child", st); check_failures = 1; break; }
		CHECK(getpid() == me && gettid() == tid);
	}
	return 0;
}

int main(void)
{
	pthread_t t[3];
	for (int i = 0; i < 2; i++) pthread_create(&t[i], 0, busy, 0);
	pthread_create(&t[2], 0, forker, 0);
	pthread_join(t[2], 0);
	stop = 1;
	for (int i = 0; i < 2; i++) pthread_join(t[i], 0);
	puts("20 forks from a thread");
	return done();
}
