/* vdso */
#include "check.h"
#include <pthread.h>
#include <sched.h>
// The monotonic clocks never go back, also seen from several threads on several cores and after fork.
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static struct timespec last[3];
static const clockid_t ids[3] = { CLOCK_MONOTONIC, CLOCK_BOOTTIME, CLOCK_MONOTONIC_RAW };
static long backward;
static int less(struct timespec a, struct timespec b) { return a.tv_sec < b.tv_sec || (a.tv_sec == b.tv_sec && a.tv_nsec < b.tv_nsec); }
static void *run(void *arg)
{
	cpu_set_t s;
	CPU_ZERO(&s);
	CPU_SET((long)arg, &s);
	sched_setaffinity(0, sizeof s, &s);
	for (int i = 0; i < 30000; i++) {
		pthread_mutex_lock(&m);
		for (int k = 0; k < 3; k++) {
			struct timespec t;
			if (i & 1) clock_gettime(ids[k], &t);
			else syscall(SYS_clock_gettime, ids[k], &t);
			if (less(t, last[k])) backward++;
			last[k] = t;
		}
		pthread_mutex_unlock(&m);
	}
	return 0;
}
int main(void)
{
	pthread_t t[4];
	for (long i = 0; i < 4; i++) pthread_create(&t[i], 0, run, (void *)(i & 1));
	for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
	printf("%ld times backward\n", backward);
	pid_t p = fork();
	if (!p) { struct timespec a; clock_gettime(CLOCK_MONOTONIC, &a); _exit(less(a, last[0])); }
	int st;
	waitpid(p, &st, 0);
	status("in a child", st);
	cpu_set_t s;
	for (int c = 0; c < 2; c++) {
		CPU_ZERO(&s);
		CPU_SET(c, &s);
		if (sched_setaffinity(0, sizeof s, &s)) continue;
		unsigned cpu = 99, node = 99;
		CHECK(sched_getcpu() == c && !syscall(SYS_getcpu, &cpu, &node, 0) && cpu == (unsigned)c && node != 99);
		CHECK(!syscall(SYS_getcpu, 0, 0, 0));
	}
	return done();
}
