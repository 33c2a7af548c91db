/* vdso */
#include "check.h"
#include <pthread.h>
#include <sys/time.h>
// nanosleep and clock_nanosleep: how long, absolute, interrupted with the rest, errors.
static volatile int calls;
static void handler(int sig) { calls++; }
static int tid;
static pthread_t main_thread;
static void *interrupt(void *arg) { CHECK(!asleep(tid)); pthread_kill(main_thread, SIGUSR1); return 0; }
static double value(struct timespec t) { return t.tv_sec + t.tv_nsec * 1e-9; }

int main(void)
{
	struct timespec t, rem;
	pthread_t th;
	double a = seconds();
	CHECK(!nanosleep(&(struct timespec){ 0, 20000000 }, &rem));
	CHECK(seconds() - a >= 0.02);
	main_thread = pthread_self();
	tid = gettid();
	for (int restart = 0; restart < 2; restart++) {
		struct sigaction sa = { .sa_handler = handler, .sa_flags = restart ? SA_RESTART : 0 };
		sigaction(SIGUSR1, &sa, 0);
		rem = (struct timespec){ -1, -1 };
		pthread_create(&th, 0, interrupt, 0);
		a = seconds();
		show("nanosleep interrupted", nanosleep(&(struct timespec){ 50, 5 }, &rem));
		double took = seconds() - a;
		pthread_join(th, 0);
		CHECK(value(rem) <= 50.001 && value(rem) > 50 - took - 0.1);
		pthread_create(&th, 0, interrupt, 0);
		a = seconds();
		code("clock_nanosleep interrupted", clock_nanosleep(CLOCK_REALTIME, 0, &(struct timespec){ 60, 0 }, &rem));
		took = seconds() - a;
		pthread_join(th, 0);
		CHECK(value(rem) <= 60.001 && value(rem) > 60 - took - 0.1);
		rem = (struct timespec){ 7, 7 };
		clock_gettime(CLOCK_MONOTONIC, &t);
		t.tv_sec += 70;
		pthread_create(&th, 0, interrupt, 0);
		code("clock_nanosleep absolute interrupted", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, &rem));
		pthread_join(th, 0);
		printf("rest untouched %d\n", rem.tv_sec == 7 && rem.tv_nsec == 7);
		pthread_create(&th, 0, interrupt, 0);
		printf("sleep returns %s\n", sleep(80) > 70 ? "the rest" : "0");
		pthread_join(th, 0);
		pthread_create(&th, 0, interrupt, 0);
		show("nanosleep without rest", nanosleep(&(struct timespec){ 50, 5 }, 0));
		pthread_join(th, 0);
	}
	printf("%d handlers\n", calls);
	clock_gettime(CLOCK_MONOTONIC, &t);
	double until = value(t) + 0.01;
	t.tv_nsec += 10000000;
	if (t.tv_nsec >= 1000000000) { t.tv_nsec -= 1000000000; t.tv_sec++; }
	CHECK(!clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, 0) && seconds() >= until);
	code("absolute, past", clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &(struct timespec){ 1, 0 }, 0));
	show("negative seconds", nanosleep(&(struct timespec){ -1, 0 }, 0));
	show("too many nanoseconds", nanosleep(&(struct timespec){ 0, 1000000000 }, 0));
	show("negative nanoseconds", nanosleep(&(struct timespec){ 0, -1 }, 0));
	show("zero", nanosleep(&(struct timespec){ 0, 0 }, 0));
	show("null", syscall(SYS_nanosleep, 0, 0));
	show("unmapped", syscall(SYS_nanosleep, 8, 0));
	code("thread's CPU clock", clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &(struct timespec){ 0, 1 }, 0));
	code("bad clock", clock_nanosleep(77, 0, &(struct timespec){ 0, 1 }, 0));
	code("bad time", clock_nanosleep(CLOCK_REALTIME, 0, &(struct timespec){ 0, -1 }, 0));
	show("usleep", usleep(100));
	show("select as sleep", select(0, 0, 0, 0, &(struct timeval){ 0, 100 }));
	return done();
}
