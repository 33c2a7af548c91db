// Calls at random, in batches that begin and end at random: what arrives is what is written.
#include "batch.h"

#define PAIRS 6
static unsigned seed;
static unsigned any(unsigned n) { return (seed = seed * 1103515245 + 12345) / 65536 % n; }

static unsigned hash(unsigned h, const char *s, long n)
{
	while (n-- > 0) h = h * 31 + (unsigned char)*s++;
	return h;
}

static int pair[PAIRS][2], file, names;
static unsigned sums[PAIRS], counts[PAIRS];

static void make_pair(int i)
{
	if (i < 4) connected(i & 1, pair[i]);
	else if (i == 4) {
		int q[2];
		CHECK(!pipe(q));
		pair[i][0] = q[1], pair[i][1] = q[0];
	} else CHECK(!socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair[i]));
}

// Of TCP some may still be on its way: until the end, where the other side is closed.
static void drain(int i, int to_end)
{
	char buf[70000];
	long n;
	struct pollfd p = { .fd = pair[i][1], .events = POLLIN };
	while (poll(&p, 1, to_end ? 5000 : 0) == 1 && (n = read(pair[i][1], buf, sizeof buf)) > 0) {
		sums[i] = hash(sums[i], buf, n);
		counts[i] += n;
		// Packets keep their bounds.
		if (i == 5) sums[i] += n;
	}
}

static void write_one(int i)
{
	static char data[20000];
	int n = any(4) ? any(300) + 1 : any(i < 4 ? 9000 : 3000) + 1, fd = pair[i][0], cut = any(n);
	for (int k = 0; k < n; k++) data[k] = any(256);
	struct iovec v[2] = { { data, cut }, { data + cut, n - cut } };
	struct msghdr m = { .msg_iov = v, .msg_iovlen = 2 };
	off_t at = 0;
	switch (i == 4 ? any(2) : any(5)) {
	case 0: CHECK(write(fd, data, n) == n); break;
	case 1: CHECK(writev(fd, v, 2) == n); break;
	case 2: CHECK(send(fd, data, n, any(2) ? MSG_NOSIGNAL : 0) == n); break;
	case 3: CHECK(sendmsg(fd, &m, 0) == n); break;
	case 4:
		if (i == 5) break;
		at = any(1000);
		CHECK(sendfile(fd, file, &at, n % 3000) == n % 3000 || n % 3000 == 0);
	}
	memset(data, 0, sizeof data);
}

static void round_of(unsigned s)
{
	int depth = 0, f;
	char name[32];
	seed = s;
	for (int i = 0; i < PAIRS; i++) make_pair(i), sums[i] = counts[i] = 0;
	for (int step = 0; step < 250; step++) {
		int i = any(PAIRS);
		switch (any(12)) {
		case 0: batch_start(), depth++; break;
		case 1: case 2: if (depth) CHECK(batch_flush() == 0), depth--; break;
		case 3: drain(i, 0); break;
		case 4:
			snprintf(name, sizeof name, "f%d", names++);
			CHECK((f = open(name, O_CREAT|O_WRONLY, 0600)) >= 0);
			CHECK(write(f, name, 2) == 2 && !close(f) && !unlink(name));
			CHECK(access(name, F_OK) == -1);
			break;
		case 5: if (!any(20)) CHECK(!fsync(file) && !fdatasync(file)); break;
		default: for (int k = any(4) + 1; k--;) write_one(i);
		}
		if (step % 8 == 0) for (i = 0; i < PAIRS; i++) drain(i, 0);
	}
	while (depth--) CHECK(batch_flush() == 0);
	for (int i = 0; i < PAIRS; i++) {
		batch_start();
		if (i < 4) CHECK(!shutdown(pair[i][0], SHUT_WR));
		CHECK(!close(pair[i][0]));
		batch_flush();
		drain(i, 1);
		close(pair[i][1]);
		printf("%u.%d: %u bytes, %x\n", s, i, counts[i], sums[i]);
	}
}

int main(void)
{
	char data[8000];
	for (int i = 0; i < sizeof data; i++) data[i] = i * 7;
	CHECK((file = open("file", O_CREAT|O_RDWR, 0600)) >= 0 && write(file, data, sizeof data) == sizeof data);
	for (unsigned s = 1; s <= 30; s++) round_of(s);
	return done();
}
