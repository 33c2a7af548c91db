#include "waiting/blocking.h"
#include <setjmp.h>
#include <sys/time.h>
// siglongjmp out of a handler that interrupts a blocking call, again and again: what it was on can still be used.
enum { ROUNDS = 10000 };
static sigjmp_buf env;
static volatile int armed, jumps;
static void handler(int sig) { if (armed) { armed = 0; jumps++; siglongjmp(env, 1); } }

static int jumped(const struct blocking *b, struct place *p, timer_t timer)
{
	if (sigsetjmp(env, 1)) return 1;
	armed = 1;
	timer_settime(timer, 0, &(struct itimerspec){ .it_value.tv_nsec = 20000, .it_interval.tv_nsec = 200000 }, 0);
	b->call(p);
	armed = 0;
	return 0;
}

int main(void)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };
	struct sigevent e = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGALRM };
	static struct place p;
	timer_t timer;
	e.sigev_notify_thread_id = gettid();
	blocking_setup();
	sigaction(SIGALRM, &sa, 0);
	CHECK(!timer_create(CLOCK_MONOTONIC, &e, &timer));
	for (int i = 0; i < BLOCKING; i++) {
		const struct blocking *b = &blocking[i];
		// POSIX has no leaving of these, which hold libc's locks or state.
		if (b->call == do_cond || b->call == do_mutex || b->call == do_rwlock || b->call == do_join || b->wake == send_waker) continue;
		int rounds = b->make == pipe_at && b->call == do_read ? ROUNDS : b->call == do_read || b->call == do_write ? ROUNDS / 20 : ROUNDS / 100;
		prepare(&p, b);
		p.tid = gettid();
		jumps = 0;
		for (volatile int k = 0; k < rounds; k++) if (!jumped(b, &p, timer) && !CHECK(!"the call went on")) break;
		timer_settime(timer, 0, &(struct itimerspec){ 0 }, 0);
		printf("%s: left %d times, ", b->name, jumps);
		if (b->call == do_accept || b->call == do_inotify) { CHECK(!fcntl(p.fd[0], F_SETFL, O_NONBLOCK)); }
		// A futex remembers no wake: there it is the value that has changed.
		p.word = 1;
		b->wake(&p);
		long r;
		while ((r = b->call(&p)) < 0 && errno == EINTR);
		printf("then %ld\n", r < 0 ? -(long)errno : r);
		cleanup(&p, b);
	}
	return done();
}
