/* vdso */
#include "check.h"
#include <sys/time.h>
// setitimer of all kinds, getitimer, alarm: that they fire, how often, what is left, fork and exec.
static volatile int alrm, vt, prof;
static void handler(int sig) { if (sig == SIGALRM) alrm++; else if (sig == SIGVTALRM) vt++; else prof++; }
static double left(int which) { struct itimerval i; getitimer(which, &i); return i.it_value.tv_sec + i.it_value.tv_usec * 1e-6; }
int main(void)
{
	signal(SIGALRM, handler);
	signal(SIGVTALRM, handler);
	signal(SIGPROF, handler);
	struct itimerval it = { { 0, 1000 }, { 0, 1000 } }, old, off = { { 0 } };
	double t = seconds();
	CHECK(!setitimer(ITIMER_REAL, &it, 0));
	while (alrm < 10) pause();
	CHECK(seconds() - t >= 0.009);
	CHECK(!setitimer(ITIMER_REAL, &off, &old));
	printf("old interval %ld\n", (long)old.it_interval.tv_usec);
	alrm = 0;
	msleep(5);
	printf("none after it is off: %d\n", alrm);
	for (int w = ITIMER_VIRTUAL; w <= ITIMER_PROF; w++) {
		volatile int *n = w == ITIMER_VIRTUAL ? &vt : &prof;
		it = (struct itimerval){ { 0, 0 }, { 0, 10000 } };
		CHECK(!setitimer(w, &it, 0));
		t = seconds();
		while (!*n && seconds() - t < 10);
		printf("cpu timer fired %d\n", *n);
	}
	printf("alarm %u\n", alarm(100));
	CHECK(left(ITIMER_REAL) > 90 && left(ITIMER_REAL) <= 100);
	pid_t p = fork();
	if (!p) { printf("child has %s\n", left(ITIMER_REAL) == 0 ? "none" : "one"); _exit(0); }
	waitpid(p, 0, 0);
	CHECK(left(ITIMER_REAL) > 80);
	unsigned rest = alarm(0);
	CHECK(rest > 80 && rest <= 100);
	printf("then %u\n", alarm(0));
	it = (struct itimerval){ { 0, 0 }, { 50, 500000 } };
	setitimer(ITIMER_REAL, &it, 0);
	CHECK(left(ITIMER_REAL) > 40);
	setitimer(ITIMER_REAL, &off, 0);
	it.it_value.tv_usec = 1000000;
	show("bad microseconds", setitimer(ITIMER_REAL, &it, 0));
	show("bad kind", setitimer(9, &off, 0));
	show("bad pointer", syscall(SYS_setitimer, 0, 8, 0));
	show("getitimer bad pointer", syscall(SYS_getitimer, 0, 8));
	return done();
}
