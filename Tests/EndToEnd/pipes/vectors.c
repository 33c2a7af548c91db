#include "pipes/pattern.h"
#include <sys/uio.h>
// readv and writev: many, empty, wrong and too long vectors, on pipes.
static int p[2];
static char buf[70000], back[70000];
static struct iovec v[2000];
static long drain(void)
{
	long n = read(p[0], back, sizeof back);
	return n < 0 && errno == EAGAIN ? 0 : n;
}
int main(void)
{
	CHECK(!pipe2(p, O_NONBLOCK));
	make(buf, 0, sizeof buf);
	for (int i = 0; i < 1025; i++) v[i] = (struct iovec){ buf + i * 3, 3 };
	show("IOV_MAX", writev(p[1], v, 1024));
	CHECK(drain() == 3072 && right(back, 0, 3072));
	show("IOV_MAX + 1", writev(p[1], v, 1025));
	show("none", writev(p[1], v, 0));
	show("-1", writev(p[1], v, -1));
	show("read IOV_MAX + 1", readv(p[0], v, 1025));
	show("read none", readv(p[0], v, 0));
	show("read -1", readv(p[0], v, -1));
	show("no vector, none", writev(p[1], 0, 0));
	show("no vector", writev(p[1], 0, 1));
	show("bad vector", writev(p[1], (void *)8, 1));
	show("read into no vector", readv(p[0], 0, 1));
	show("empty", drain());
	// Empty elements anywhere, with or without a pointer.
	struct iovec e[6] = { { 0, 0 }, { buf, 5 }, { (void *)8, 0 }, { buf + 5, 1 }, { 0, 0 }, { buf + 6, 9 } };
	show("empty elements", writev(p[1], e, 6));
	struct iovec r[6] = { { (void *)8, 0 }, { back, 1 }, { 0, 0 }, { back + 1, 13 }, { back + 14, 0 }, { back + 14, 50 } };
	show("empty elements", readv(p[0], r, 6));
	CHECK(right(back, 0, 15));
	struct iovec all[3] = { { 0, 0 }, { buf, 0 }, { (void *)8, 0 } };
	show("only empty ones", writev(p[1], all, 3));
	show("read only empty ones", readv(p[0], all, 3));
	// Lengths.
	struct iovec n[2] = { { buf, 4 }, { buf, -1 } };
	show("negative length", writev(p[1], n, 2));
	show("read negative length", readv(p[0], n, 2));
	n[1].iov_len = SSIZE_MAX;
	show("longest length and an empty pipe", readv(p[0], n, 2));
	n[0] = (struct iovec){ buf, SSIZE_MAX };
	n[1] = (struct iovec){ buf, SSIZE_MAX };
	show("sum too long", readv(p[0], n, 2));
	show("drained", drain());
	// One element at a time against a full pipe.
	for (int i = 0; i < 100; i++) v[i] = (struct iovec){ buf + i * 700, 700 };
	long w = writev(p[1], v, 100), m = 0;
	show("70000", w);
	for (long k; (k = drain()) > 0; m += k) CHECK(right(back, m, k));
	CHECK(m == w);
	// A small pipe, blocks of unequal length, both ways; what the pipe gives is what it got.
	CHECK(fcntl(p[0], F_SETPIPE_SZ, 8192) == 8192);
	long in = 0, out = 0;
	for (int round = 0; round < 300; round++) {
		int k = 1 + round % 9;
		for (int i = 0; i < k; i++) { int l = (round * 37 + i * 101) % 900; v[i] = (struct iovec){ make(buf + i * 1000, in, l), l }; in += l; }
		long want = 0, got;
		for (int i = 0; i < k; i++) want += v[i].iov_len;
		got = writev(p[1], v, k);
		if (got < 0) { CHECK(errno == EAGAIN || !want); got = 0; }
		in += got - want;
		k = 1 + round % 7;
		long room = 0;
		for (int i = 0; i < k; i++) { int l = (round * 71 + i * 53) % 800; v[i] = (struct iovec){ back + room, l }; room += l; }
		got = readv(p[0], v, k);
		if (got > 0) { CHECK(right(back, out, got)); out += got; }
	}
	while ((w = drain()) > 0) { CHECK(right(back, out, w)); out += w; }
	CHECK(in == out);
	printf("moved %ld\n", in);
	// preadv2 and pwritev2 at the offset -1 are readv and writev.
	struct iovec one = { "abcdef", 6 }, to = { back, 10 };
	show("pwritev2", syscall(SYS_pwritev2, p[1], &one, 1, -1L, -1L, 0));
	show("preadv2, no wait", syscall(SYS_preadv2, p[0], &to, 1, -1L, -1L, 8));
	show("preadv2, no wait, empty", syscall(SYS_preadv2, p[0], &to, 1, -1L, -1L, 8));
	fcntl(p[0], F_SETFL, 0);
	show("preadv2, no wait, blocking pipe", syscall(SYS_preadv2, p[0], &to, 1, -1L, -1L, 8));
	show("preadv2 at 0", syscall(SYS_preadv2, p[0], &to, 1, 0L, 0L, 0));
	show("pwritev2 unknown flag", syscall(SYS_pwritev2, p[1], &one, 1, -1L, -1L, 0x1000));
	show("wrong end", writev(p[0], &one, 1));
	show("wrong end", readv(p[1], &to, 1));
	show("closed", readv(999, &to, 1));
	show("closed and bad", writev(999, (void *)8, 1));
	return done();
}
