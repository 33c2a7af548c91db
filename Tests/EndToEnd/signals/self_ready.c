#include "waiting/blocking.h"
// A handler that ends what it has interrupted: it writes to the pipe that is read, posts, notifies, wakes.
static const struct blocking *kind;
static struct place p;
static volatile int handled;
static void handler(int sig) { int e = errno; kind->wake(&p); handled++; errno = e; }
static void *waits(void *arg)
{
	sigset_t s;
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	pthread_sigmask(SIG_UNBLOCK, &s, 0);
	block(&p, kind);
	return 0;
}
int main(void)
{
	sigset_t s;
	blocking_setup();
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	sigprocmask(SIG_BLOCK, &s, 0);
	for (int i = 0; i < BLOCKING; i++) for (int flags = 0; flags <= SA_RESTART; flags += SA_RESTART) {
		struct sigaction sa = { .sa_handler = handler, .sa_flags = flags };
		kind = &blocking[i];
		// What is not async-signal-safe stays out, and what is ended by signals.
		if (kind->call == do_cond || kind->call == do_mutex || kind->call == do_rwlock || kind->wake == send_waker) continue;
		sigaction(SIGUSR1, &sa, 0);
		handled = 0;
		prepare(&p, kind);
		CHECK(!pthread_create(&p.thread, 0, waits, 0) && !until_waiting(&p));
		CHECK(!pthread_kill(p.thread, SIGUSR1));
		// A futex forgets a wake that nobody waits for: the thread sleeps again.
		while (!handled) sched_yield();
		if ((kind->wake == wake_word || kind->wake == wake_shared) && !until_waiting(&p)) { printf("once more: "); kind->wake(&p); }
		pthread_join(p.thread, 0);
		printf("%s, %s: %ld %s\n", kind->name, flags ? "SA_RESTART" : "no flag", p.result, ename(p.error));
		CHECK(handled == 1);
		cleanup(&p, kind);
	}
	return done();
}
