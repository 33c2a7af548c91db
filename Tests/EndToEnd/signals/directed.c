#include "waiting/blocking.h"
// kill, tkill, tgkill and sigqueue reach a thread in every kind of call; a signal that is ignored leaves it there.
static volatile int handled, handler_tid, cause, value;
static const struct blocking *kind;
static void handler(int sig, siginfo_t *si, void *context)
{
	handler_tid = gettid();
	cause = si->si_code;
	value = si->si_value.sival_int;
	CHECK(si->si_pid == getpid() && si->si_uid == getuid() && si->si_signo == sig);
	handled++;
}
static void *waits(void *arg)
{
	sigset_t s;
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	pthread_sigmask(SIG_UNBLOCK, &s, 0);
	block(arg, kind);
	return 0;
}
static void direct(int way, int tid)
{
	switch (way) {
	case 0: CHECK(!kill(getpid(), SIGUSR1)); break;
	case 1: CHECK(!syscall(SYS_tkill, tid, SIGUSR1)); break;
	case 2: CHECK(!syscall(SYS_tgkill, getpid(), tid, SIGUSR1)); break;
	case 3: CHECK(!sigqueue(getpid(), SIGUSR1, (union sigval){ .sival_int = 42 })); break;
	}
}
static void reach(const struct blocking *b)
{
	static const int causes[] = { SI_USER, SI_TKILL, SI_TKILL, SI_QUEUE };
	static struct place p;
	kind = b;
	prepare(&p, b);
	handled = 0;
	CHECK(!pthread_create(&p.thread, 0, waits, &p) && !until_waiting(&p));
	// SIGURG and SIGCONT are ignored by default, SIGHUP because we say so.
	kill(getpid(), SIGURG);
	kill(getpid(), SIGCONT);
	syscall(SYS_tgkill, getpid(), p.tid, SIGHUP);
	for (int way = 0; way < 4 && !until_waiting(&p); way++) {
		int before = handled;
		direct(way, p.tid);
		while (handled == before) sched_yield();
		CHECK(handler_tid == p.tid && cause == causes[way]);
		if (way == 3) CHECK(value == 42);
	}
	int on = !until_waiting(&p);
	if (on) b->wake(&p);
	pthread_join(p.thread, 0);
	printf("%s: %d handled, %s%ld %s\n", b->name, handled, on ? "went on, " : "", p.result, ename(p.error));
	cleanup(&p, b);
}

int main(void)
{
	struct sigaction sa = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART };
	sigset_t s;
	blocking_setup();
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	sigprocmask(SIG_BLOCK, &s, 0);
	sigaction(SIGUSR1, &sa, 0);
	signal(SIGHUP, SIG_IGN);
	for (int i = 0; i < BLOCKING; i++) reach(&blocking[i]);
	return done();
}
