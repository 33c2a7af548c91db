#include "check.h"
#include <pthread.h>
#include <semaphore.h>
// timer_create by signal and by thread, intervals, overruns, absolute, deletion, errors.
static volatile int signals, value;
static sem_t sem;
static volatile int calls;
static void handler(int sig, siginfo_t *si, void *c) { signals++; value = si->si_value.sival_int; }
static void notify(union sigval v) { CHECK(gettid() != getpid()); value = v.sival_int; calls++; sem_post(&sem); }
int main(void)
{
	struct sigaction sa = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	sigaction(SIGRTMIN + 2, &sa, 0);
	struct sigevent ev = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 2, .sigev_value.sival_int = 31 };
	timer_t t, u;
	struct itimerspec its = { { 0, 1000000 }, { 0, 2000000 } }, now;
	CHECK(!timer_create(CLOCK_MONOTONIC, &ev, &t));
	double start = seconds();
	CHECK(!timer_settime(t, 0, &its, 0));
	while (signals < 5) pause();
	CHECK(seconds() - start >= 0.0059);
	printf("value %d\n", value);
	CHECK(!timer_gettime(t, &now) && now.it_interval.tv_nsec == 1000000);
	sigset_t s, old;
	sigemptyset(&s);
	sigaddset(&s, SIGRTMIN + 2);
	sigprocmask(SIG_BLOCK, &s, &old);
	msleep(30);
	siginfo_t si;
	CHECK(sigwaitinfo(&s, &si) == SIGRTMIN + 2 && si.si_code == SI_TIMER);
	CHECK(timer_getoverrun(t) >= 10);
	sigprocmask(SIG_SETMASK, &old, 0);
	CHECK(!timer_delete(t));
	signals = 0;
	msleep(5);
	printf("after deletion %d\n", signals);
	sem_init(&sem, 0, 0);
	ev = (struct sigevent){ .sigev_notify = SIGEV_THREAD, .sigev_notify_function = notify, .sigev_value.sival_int = 55 };
	CHECK(!timer_create(CLOCK_REALTIME, &ev, &u));
	its = (struct itimerspec){ { 0, 2000000 }, { 0, 1000000 } };
	CHECK(!timer_settime(u, 0, &its, 0));
	for (int i = 0; i < 4; i++) sem_wait(&sem);
	printf("in a thread, value %d\n", value);
	CHECK(!timer_delete(u));
	its = (struct itimerspec){ { 0, 0 }, { 1, 0 } };
	ev = (struct sigevent){ .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 2 };
	CHECK(!timer_create(CLOCK_REALTIME, &ev, &t));
	CHECK(!timer_settime(t, TIMER_ABSTIME, &its, 0));
	while (!signals) msleep(1);
	printf("absolute, long ago: %d\n", signals);
	timer_delete(t);
	ev.sigev_notify = SIGEV_NONE;
	CHECK(!timer_create(CLOCK_MONOTONIC, &ev, &t));
	its.it_value.tv_sec = 1000;
	CHECK(!timer_settime(t, 0, &its, 0) && !timer_gettime(t, &now) && now.it_value.tv_sec >= 900);
	its.it_value.tv_nsec = -1;
	show("bad time", timer_settime(t, 0, &its, 0));
	timer_delete(t);
	ev.sigev_notify = SIGEV_SIGNAL;
	ev.sigev_signo = 99;
	show("bad signal", timer_create(CLOCK_MONOTONIC, &ev, &t));
	show("bad clock", timer_create(77, 0, &t));
	show("raw delete of none", syscall(SYS_timer_delete, 12345));
	show("raw gettime of none", syscall(SYS_timer_gettime, 12345, &now));
	ev = (struct sigevent){ .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 2 };
	CHECK(!timer_create(CLOCK_PROCESS_CPUTIME_ID, &ev, &t));
	its = (struct itimerspec){ { 0, 0 }, { 0, 5000000 } };
	signals = 0;
	timer_settime(t, 0, &its, 0);
	start = seconds();
	while (!signals && seconds() - start < 10);
	printf("cpu time timer %d\n", signals);
	return done();
}
