#include "check.h"
#include <pthread.h>
// sigsuspend, sigwait, sigwaitinfo, sigtimedwait, pause, and rt_sigsuspend by number.
static volatile int calls;
static void handler(int sig) { calls++; }
static pthread_t main_thread;
static int tid;
static void *sender(void *arg)
{
	CHECK(!asleep(tid));
	pthread_kill(main_thread, (long)arg);
	return 0;
}
static void send(int sig, pthread_t *t) { CHECK(!pthread_create(t, 0, sender, (void *)(long)sig)); }

int main(void)
{
	struct sigaction sa = { .sa_handler = handler };
	sigset_t all, none, s, now;
	siginfo_t si;
	pthread_t t;
	int got;
	main_thread = pthread_self();
	tid = gettid();
	sigaction(SIGUSR1, &sa, 0);
	sigaction(SIGUSR2, &sa, 0);
	sigfillset(&all);
	sigemptyset(&none);
	pthread_sigmask(SIG_SETMASK, &all, 0);

	raise(SIGUSR1);
	CHECK(calls == 0);
	show("sigsuspend, pending", sigsuspend(&none));
	printf("calls %d\n", calls);
	sigprocmask(SIG_BLOCK, 0, &now);
	CHECK(sigismember(&now, SIGUSR1));
	send(SIGUSR2, &t);
	show("sigsuspend, sent later", sigsuspend(&none));
	pthread_join(t, 0);
	printf("calls %d\n", calls);
	// Only what the mask lets through ends it.
	s = all;
	sigdelset(&s, SIGUSR2);
	raise(SIGUSR1);
	send(SIGUSR2, &t);
	show("sigsuspend, one of two", sigsuspend(&s));
	pthread_join(t, 0);
	sigpending(&now);
	printf("calls %d, USR1 pending %d\n", calls, sigismember(&now, SIGUSR1));

	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	sigaddset(&s, SIGRTMIN + 1);
	show("sigwaitinfo", sigwaitinfo(&s, &si) == SIGUSR1 ? 0 : -1);
	printf("SI_TKILL %d\n", si.si_code == SI_TKILL);
	sigqueue(getpid(), SIGRTMIN + 1, (union sigval){ .sival_int = 5 });
	sigqueue(getpid(), SIGRTMIN + 1, (union sigval){ .sival_int = 6 });
	CHECK(sigtimedwait(&s, &si, &(struct timespec){ 5, 0 }) == SIGRTMIN + 1);
	printf("value %d", si.si_value.sival_int);
	CHECK(sigtimedwait(&s, &si, &(struct timespec){ 0, 0 }) == SIGRTMIN + 1);
	printf(" then %d\n", si.si_value.sival_int);
	show("sigtimedwait, none", sigtimedwait(&s, &si, &(struct timespec){ 0, 1000000 }));
	show("sigtimedwait, bad time", sigtimedwait(&s, &si, &(struct timespec){ 0, 2000000000 }));
	send(SIGUSR1, &t);
	code("sigwait", sigwait(&s, &got));
	pthread_join(t, 0);
	CHECK(got == SIGUSR1);
	// Another signal with a handler interrupts sigtimedwait.
	sigdelset(&all, SIGUSR2);
	pthread_sigmask(SIG_SETMASK, &all, 0);
	send(SIGUSR2, &t);
	show("sigtimedwait, interrupted", syscall(SYS_rt_sigtimedwait, &s, &si, &(struct timespec){ 10, 0 }, 8));
	pthread_join(t, 0);
	send(SIGUSR2, &t);
	show("pause", pause());
	pthread_join(t, 0);
	printf("calls %d\n", calls);
	show("rt_sigsuspend, size", syscall(SYS_rt_sigsuspend, &none, 4));
	show("rt_sigsuspend, pointer", syscall(SYS_rt_sigsuspend, 8, 8));
	show("rt_sigtimedwait, pointer", syscall(SYS_rt_sigtimedwait, 8, 0, 0, 8));
	return done();
}
