// A handler that writes, at any moment of the recording of what it interrupts.
#include "batch.h"
#include <sys/time.h>

static int log_pipe[2];
static volatile int handled;

static void handler(int sig)
{
	CHECK(write(log_pipe[1], "x", 1) == 1);
	handled++;
}

static int is_all(const char *p, size_t n, int c)
{
	while (n--) if (*p++ != c) return 0;
	return 1;
}

int main(void)
{
	static char large[16384], small[100], last[300], got[sizeof large + sizeof small + sizeof last], drained[4096];
	int out[2], whole = 1;
	long logged = 0, n;
	CHECK(!pipe(out) && !pipe2(log_pipe, O_NONBLOCK));
	memset(small, 'a', sizeof small);
	memset(large, 'b', sizeof large);
	memset(last, 'c', sizeof last);
	struct sigaction a = { .sa_handler = handler, .sa_flags = SA_RESTART };
	sigaction(SIGALRM, &a, 0);
	struct itimerval every = { { 0, 50 }, { 0, 50 } }, never = { { 0 } };
	setitimer(ITIMER_REAL, &every, 0);
	for (int i = 0; i < 3000; i++) {
		batch_start();
		CHECK(write(out[1], small, sizeof small) == sizeof small);
		CHECK(write(out[1], large, sizeof large) == sizeof large);
		CHECK(write(out[1], last, sizeof last) == sizeof last);
		CHECK(batch_flush() == 0);
		for (size_t done = 0; done < sizeof got; done += n) {
			n = read(out[0], got + done, sizeof got - done);
			if (!CHECK(n > 0)) goto out;
		}
		whole &= is_all(got, sizeof small, 'a') && is_all(got + sizeof small, sizeof large, 'b')
			&& is_all(got + sizeof small + sizeof large, sizeof last, 'c');
		while ((n = read(log_pipe[0], drained, sizeof drained)) > 0) logged += n;
	}
	setitimer(ITIMER_REAL, &never, 0);
	while ((n = read(log_pipe[0], drained, sizeof drained)) > 0) logged += n;
	CHECK(whole);
	CHECK(handled > 10 && logged == handled);
out:
	return done();
}
