/* args: 1 */
#include "waiting/blocking.h"
// Threads in every kind of call, all of them sent signals without pause by two others: each call ends as it should.
// The argument is the seconds.
static struct place places[BLOCKING];
static volatile int stop;
static volatile long handled;
static void handler(int sig) { int e = errno; __atomic_add_fetch(&handled, 1, __ATOMIC_RELAXED); errno = e; }
static volatile int finishing;
static void *waits(void *arg)
{
	long i = (long)arg;
	sigset_t s;
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	pthread_sigmask(SIG_UNBLOCK, &s, 0);
	places[i].tid = gettid();
	long r;
	do {
		errno = 0;
		r = blocking[i].call(&places[i]);
	} while (r < 0 && errno == EINTR && !finishing);
	places[i].result = r;
	places[i].error = r < 0 ? errno : 0;
	places[i].returned = 1;
	while (!finishing) usleep(1000);
	return 0;
}
static void *kills(void *arg)
{
	unsigned x = (long)arg;
	while (!stop) {
		x = x * 1103515245 + 12345;
		int i = (x >> 16) % BLOCKING;
		CHECK(!pthread_kill(places[i].thread, SIGUSR1));
		if (x >> 28 == 0) kill(getpid(), SIGUSR1);
	}
	return 0;
}
static int ended_by_signals(const struct blocking *b) { return b->wake == send_waker; }

int main(int argc, char **argv)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };
	pthread_t t[2];
	sigset_t s;
	blocking_setup();
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	sigprocmask(SIG_BLOCK, &s, 0);
	sigaction(SIGUSR1, &sa, 0);
	for (int i = 0; i < BLOCKING; i++) prepare(&places[i], &blocking[i]);
	for (long i = 0; i < BLOCKING; i++) CHECK(!pthread_create(&places[i].thread, 0, waits, (void *)i));
	for (long i = 0; i < 2; i++) CHECK(!pthread_create(&t[i], 0, kills, (void *)(i + 1)));
	msleep(atof(argv[1]) * 1000);
	for (int i = 0; i < BLOCKING; i++) CHECK(!places[i].returned);
	// Still under fire, each is ended by its own object, but for what only signals end; a futex remembers no wake.
	for (int i = 0; i < BLOCKING; i++) {
		if (ended_by_signals(&blocking[i])) continue;
		while (!places[i].returned) {
			if (!places[i].word || blocking[i].call == do_cond) blocking[i].wake(&places[i]);
			if (blocking[i].call != do_futex && blocking[i].call != do_futex_time && blocking[i].call != do_futex_shared && blocking[i].call != do_futex_bits) break;
			usleep(100);
		}
	}
	for (int i = 0; i < BLOCKING; i++) if (!ended_by_signals(&blocking[i])) while (!places[i].returned) usleep(100);
	stop = 1;
	for (int i = 0; i < 2; i++) pthread_join(t[i], 0);
	finishing = 1;
	for (int i = 0; i < BLOCKING; i++) {
		while (ended_by_signals(&blocking[i]) && !places[i].returned) { pthread_kill(places[i].thread, SIGUSR1); usleep(100); }
		pthread_join(places[i].thread, 0);
		printf("%s: %ld %s\n", blocking[i].name, places[i].result, ename(places[i].error));
		cleanup(&places[i], &blocking[i]);
	}
	CHECK(handled > 100);
	return done();
}
