#include "check.h"
#include <pthread.h>
// Masks per thread, pending signals, queues of real-time signals and their order.
static int order[64], n;
static void handler(int sig, siginfo_t *si, void *ctx)
{
	order[n++ & 63] = sig >= SIGRTMIN ? (sig - SIGRTMIN) * 100 + si->si_value.sival_int : -sig;
}
static void *thread(void *arg)
{
	sigset_t s;
	pthread_sigmask(SIG_BLOCK, 0, &s);
	printf("thread inherits USR1 %d USR2 %d\n", sigismember(&s, SIGUSR1), sigismember(&s, SIGUSR2));
	sigemptyset(&s);
	sigaddset(&s, SIGUSR2);
	pthread_sigmask(SIG_SETMASK, &s, 0);
	raise(SIGUSR2);
	sigpending(&s);
	printf("pending for the thread %d\n", sigismember(&s, SIGUSR2));
	return 0;
}

int main(void)
{
	struct sigaction sa = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	sigset_t s, old, p;
	sigfillset(&sa.sa_mask);
	sigaction(SIGUSR1, &sa, 0);
	sigaction(SIGUSR2, &sa, 0);
	for (int i = 0; i < 4; i++) sigaction(SIGRTMIN + i, &sa, 0);
	sigfillset(&s);
	CHECK(!sigprocmask(SIG_BLOCK, &s, &old));
	sigprocmask(SIG_BLOCK, 0, &p);
	printf("KILL %d STOP %d INT %d blocked\n", sigismember(&p, SIGKILL), sigismember(&p, SIGSTOP), sigismember(&p, SIGINT));
	for (int i = 0; i < 3; i++) raise(SIGUSR1);
	for (int i = 0; i < 5; i++) sigqueue(getpid(), SIGRTMIN + (4 - i) % 4, (union sigval){ .sival_int = i });
	sigpending(&p);
	printf("pending USR1 %d USR2 %d RT %d\n", sigismember(&p, SIGUSR1), sigismember(&p, SIGUSR2), sigismember(&p, SIGRTMIN + 2));
	CHECK(n == 0);
	sigprocmask(SIG_SETMASK, &old, 0);
	printf("delivered %d:", n);
	for (int i = 0; i < n; i++) printf(" %d", order[i]);
	puts("");
	sigpending(&p);
	printf("pending USR1 %d\n", sigismember(&p, SIGUSR1));

	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &s, 0);
	pthread_t t;
	n = 0;
	pthread_create(&t, 0, thread, 0);
	pthread_join(t, 0);
	sigpending(&p);
	printf("pending here %d, delivered %d\n", sigismember(&p, SIGUSR2), n);
	raise(SIGUSR1);
	pid_t child = fork();
	if (!child) {
		sigpending(&p);
		sigprocmask(SIG_BLOCK, 0, &s);
		printf("child: blocked %d pending %d\n", sigismember(&s, SIGUSR1), sigismember(&p, SIGUSR1));
		_exit(0);
	}
	waitpid(child, 0, 0);
	struct sigaction ign = { .sa_handler = SIG_IGN };
	sigaction(SIGUSR1, &ign, 0);
	sigpending(&p);
	printf("pending after it is ignored %d\n", sigismember(&p, SIGUSR1));
	show("sigprocmask how", sigprocmask(99, &s, 0));
	code("pthread_sigmask how", pthread_sigmask(99, &s, 0));
	show("sigprocmask pointer", syscall(SYS_rt_sigprocmask, SIG_BLOCK, 8, 0, 8));
	show("sigprocmask size", syscall(SYS_rt_sigprocmask, SIG_BLOCK, 0, &s, 16));
	show("sigaddset 0", sigaddset(&s, 0));
	show("sigaddset 65", sigaddset(&s, 65));
	return done();
}
