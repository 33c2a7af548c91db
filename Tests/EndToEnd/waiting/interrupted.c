#include "waiting/blocking.h"
// signal(7): which calls a handler ends with EINTR, which are gone on with, with and without SA_RESTART.
static volatile int handled, handler_tid;
static const struct blocking *kind;
static void handler(int sig) { handler_tid = gettid(); handled++; }

static void *waits(void *arg)
{
	sigset_t s;
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	pthread_sigmask(SIG_UNBLOCK, &s, 0);
	block(arg, kind);
	return 0;
}

static void interrupt(const char *how, int flags)
{
	static struct place places[2 * BLOCKING];
	static int used;
	struct place *p = &places[used++];
	struct sigaction sa = { .sa_handler = handler, .sa_flags = flags };
	sigaction(SIGUSR1, &sa, 0);
	handled = 0;
	prepare(p, kind);
	CHECK(!pthread_create(&p->thread, 0, waits, p));
	CHECK(!until_waiting(p));
	CHECK(!syscall(SYS_tgkill, getpid(), p->tid, SIGUSR1));
	while (!handled) sched_yield();
	CHECK(handler_tid == p->tid);
	int on = !until_waiting(p);
	if (on) kind->wake(p);
	pthread_join(p->thread, 0);
	printf("%s, %s: %s%ld %s\n", kind->name, how, on ? "went on, " : "", p->result, ename(p->error));
	CHECK(handled == 1);
	// The object is whole: the call can still be ended by what it waited for.
	if (!on && kind->wake != send_waker && kind->wake != send_taken) {
		p->tid = p->returned = 0;
		if (!p->child) CHECK(!pthread_create(&p->thread, 0, waits, p) && !until_waiting(p));
		else CHECK(!pthread_create(&p->thread, 0, waits, p));
		kind->wake(p);
		CHECK(!pthread_join(p->thread, 0) && p->returned && p->result >= 0);
	}
	cleanup(p, kind);
}

int main(void)
{
	sigset_t s;
	blocking_setup();
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	sigprocmask(SIG_BLOCK, &s, 0);
	for (int i = 0; i < BLOCKING; i++) {
		kind = &blocking[i];
		interrupt("no flag", 0);
		interrupt("SA_RESTART", SA_RESTART);
	}
	return done();
}
