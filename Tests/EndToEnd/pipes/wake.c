#include "pipes/pattern.h"
#include "waiting/waiter.h"
#include <sys/uio.h>
// Blocked readers and writers: who wakes them, how much they get, large transfers with slow readers, signals.
static int p[2];
static long result;
static int result_errno;
static char buf[1 << 20], in[1 << 20];
static void *reads(void *arg) { tid = gettid(); result = read(p[0], in, (intptr_t)arg); result_errno = errno; return 0; }
static void *writes(void *arg) { tid = gettid(); result = write(p[1], buf, (intptr_t)arg); result_errno = errno; return 0; }
static void *read_vector(void *arg)
{
	struct iovec v[3] = { { in, 2 }, { in + 2, 3 }, { in + 5, 100 } };
	tid = gettid();
	result = readv(p[0], v, 3);
	return 0;
}
static void ended(const char *what, pthread_t t)
{
	pthread_join(t, 0);
	printf("%s: %ld %s\n", what, result, result < 0 ? ename(result_errno) : "");
}
static void renew(int flags)
{
	if (p[0]) { close(p[0]); close(p[1]); }
	CHECK(!pipe2(p, flags));
}
static long count[3];
static void *shares(void *arg)
{
	int me = (intptr_t)arg;
	char c;
	while (read(p[0], &c, 1) == 1) count[me]++;
	return 0;
}
int main(void)
{
	pthread_t t, ts[3];
	make(buf, 0, sizeof buf);
	renew(0);
	t = begin(reads, 100);
	CHECK(write(p[1], buf, 7) == 7);
	ended("reader, write of 7", t);
	t = begin(read_vector, 0);
	CHECK(write(p[1], buf, 7) == 7);
	ended("readv, write of 7", t);
	CHECK(right(in, 0, 7));
	t = begin(reads, 100);
	CHECK(write(p[1], buf, 0) == 0);
	CHECK(!asleep(tid));
	CHECK(write(p[1], buf, 200) == 200);
	ended("reader, write of 200", t);
	show("rest", read(p[0], in, 500));
	t = begin(reads, 10);
	close(p[1]);
	ended("reader, last writer closed", t);
	renew(0);
	t = begin(reads, 10);
	int copy = dup(p[1]);
	close(p[1]);
	CHECK(!asleep(tid));
	close(copy);
	ended("reader, last of two closed", t);
	renew(0);
	t = begin(reads, 10);
	hit(t, 0);
	ended("reader, signal", t);
	t = begin(reads, 10);
	hit(t, SA_RESTART);
	CHECK(!asleep(tid));
	write(p[1], buf, 3);
	ended("reader, signal with SA_RESTART", t);
	// O_NONBLOCK set while it sleeps is for the next call.
	t = begin(reads, 10);
	fcntl(p[0], F_SETFL, O_NONBLOCK);
	CHECK(!asleep(tid));
	write(p[1], buf, 3);
	ended("reader, made non-blocking", t);

	renew(0);
	t = begin(writes, 1 << 20);
	long n = 0, r;
	for (int size = 1; n < 1 << 20; size = size * 3 % 9973 + 1) {
		r = read(p[0], in, size);
		if (!CHECK(r > 0 && right(in, n, r))) break;
		n += r;
	}
	ended("1 MB to a reader of odd sizes", t);
	t = begin(writes, 1 << 20);
	for (n = 0; n < 1 << 20; n += r) {
		if (n % 7 == 0) asleep(tid);
		r = read(p[0], in, 50000);
		if (!CHECK(r > 0 && right(in, n, r))) break;
	}
	ended("1 MB to a slow reader", t);
	t = begin(writes, 70000);
	hit(t, 0);
	ended("writer, signal after part", t);
	CHECK(read(p[0], in, sizeof in) == 65536);
	fcntl(p[1], F_SETFL, O_NONBLOCK);
	while (write(p[1], buf, 4096) > 0);
	fcntl(p[1], F_SETFL, 0);
	t = begin(writes, 100);
	hit(t, 0);
	ended("writer, signal before any", t);
	t = begin(writes, 100);
	hit(t, SA_RESTART);
	CHECK(!asleep(tid));
	CHECK(read(p[0], in, 4096) == 4096);
	ended("writer, signal with SA_RESTART", t);
	while (fcntl(p[0], F_SETFL, O_NONBLOCK), read(p[0], in, sizeof in) > 0);
	fcntl(p[0], F_SETFL, 0);
	// Atomic: a page waits until it fits whole.
	fcntl(p[1], F_SETFL, O_NONBLOCK);
	for (int i = 0; i < 15; i++) write(p[1], buf, 4096);
	write(p[1], buf, 4000);
	fcntl(p[1], F_SETFL, 0);
	t = begin(writes, 4096);
	CHECK(read(p[0], in, 4095) == 4095);
	CHECK(!asleep(tid));
	CHECK(read(p[0], in, 1) == 1);
	ended("a page into a page freed", t);
	// A reader and a writer to itself by two threads, many readers: each byte to one.
	renew(0);
	for (intptr_t i = 0; i < 3; i++) pthread_create(&ts[i], 0, shares, (void *)i);
	for (int i = 0; i < 3000; i++) CHECK(write(p[1], buf, 1 + i % 3) == 1 + i % 3);
	close(p[1]);
	for (int i = 0; i < 3; i++) pthread_join(ts[i], 0);
	printf("three readers had %ld\n", count[0] + count[1] + count[2]);
	return done();
}
