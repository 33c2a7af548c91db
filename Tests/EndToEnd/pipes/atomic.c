#include "pipes/pattern.h"
#include <pthread.h>
#include <sys/uio.h>
// Writes of up to PIPE_BUF bytes are in one piece, whoever else writes; longer ones are whole, in order of each writer.
#define WRITERS 6
static int p[2], records;
static const int lengths[WRITERS] = { 16, 100, 512, 4096, 1000, 4095 };
static void fill(unsigned char *b, int who, int n)
{
	memset(b, who, lengths[who]);
	memcpy(b, &(int){ lengths[who] }, 4);
	b[4] = who;
	memcpy(b + 5, &n, 4);
}
static void *writer(void *arg)
{
	int who = (intptr_t)arg, r;
	unsigned char b[4096];
	for (int i = 0; i < records; i++) {
		fill(b, who, i);
		if (i % 3 == 1) {
			struct iovec v[3] = { { b, 7 }, { b + 7, lengths[who] - 8 }, { b + lengths[who] - 1, 1 } };
			r = writev(p[1], v, 3);
		} else r = write(p[1], b, lengths[who]);
		if (r == -1 && errno == EAGAIN) { i--; sched_yield(); continue; }
		if (!CHECK(r == lengths[who])) break;
	}
	return 0;
}
static int get(unsigned char *b, int n)
{
	for (int r, k = 0; k < n; k += r) if ((r = read(p[0], b + k, n - k)) <= 0) { CHECK(r == 0 && k == 0); return 0; }
	return 1;
}
static void *close_after(void *arg)
{
	pthread_t *t = arg;
	for (intptr_t i = 0; i < WRITERS; i++) pthread_create(&t[i], 0, writer, (void *)i);
	for (int i = 0; i < WRITERS; i++) pthread_join(t[i], 0);
	close(p[1]);
	return 0;
}
static void run(const char *what, int flags, int size)
{
	pthread_t t[WRITERS], c;
	unsigned char b[4096], want[4096];
	int next[WRITERS] = { 0 }, total = 0;
	CHECK(!pipe(p));
	fcntl(p[1], F_SETFL, flags);
	CHECK(fcntl(p[1], F_SETPIPE_SZ, size) == size);
	pthread_create(&c, 0, close_after, t);
	while (get(b, 16)) {
		int n, who = b[4];
		memcpy(&n, b, 4);
		if (!CHECK(who < WRITERS && n == lengths[who] && get(b + 16, n - 16))) break;
		fill(want, who, next[who]++);
		if (!CHECK(!memcmp(b, want, n))) break;
		total++;
	}
	pthread_join(c, 0);
	close(p[0]);
	printf("%s: %d records\n", what, total);
}
static void *long_writer(void *arg)
{
	int who = (intptr_t)arg;
	unsigned char b[10000];
	memset(b, who + 1, sizeof b);
	for (int i = 0; i < 20; i++) CHECK(write(p[1], b, sizeof b) == sizeof b);
	return 0;
}
int main(void)
{
	records = 300;
	run("blocking", 0, 65536);
	run("blocking, one page", 0, 4096);
	records = 200;
	run("non-blocking", O_NONBLOCK, 65536);
	// Longer ones may be mixed, but none is lost.
	pthread_t t[4];
	long count[5] = { 0 }, total = 0;
	unsigned char b[7000];
	CHECK(!pipe(p));
	for (intptr_t i = 0; i < 4; i++) pthread_create(&t[i], 0, long_writer, (void *)i);
	while (total < 4 * 20 * 10000) {
		int r = read(p[0], b, sizeof b);
		if (!CHECK(r > 0)) break;
		for (int i = 0; i < r; i++) count[b[i] < 5 ? b[i] : 0]++;
		total += r;
	}
	for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
	printf("long: %ld %ld %ld %ld, others %ld\n", count[1], count[2], count[3], count[4], count[0]);
	return done();
}
