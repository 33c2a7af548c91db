#include "pipes/pattern.h"
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
// O_DIRECT pipes: a write is a packet, a read takes one, what does not fit is dropped, more than a page is split.
static int p[2];
static char buf[100000];
static void reads(const char *what, int size)
{
	long r;
	printf("%s:", what);
	while ((r = read(p[0], buf, size)) > 0) printf(" %ld", r);
	printf(" %s\n", r ? ename(errno) : "end");
}
int main(void)
{
	int n;
	CHECK(!pipe2(p, O_DIRECT | O_NONBLOCK));
	printf("flags %x %x\n", fcntl(p[0], F_GETFL), fcntl(p[1], F_GETFL));
	for (int i = 1; i < 6; i++) CHECK(write(p[1], make(buf, 0, i * i), i * i) == i * i);
	reads("one a read", 100);
	for (int i = 1; i < 6; i++) write(p[1], make(buf, i, 10), 10);
	for (int i = 1; i < 6; i++) { CHECK(read(p[0], buf, 3) == 3); CHECK(right(buf, i, 3)); }
	reads("the rest was dropped", 100);
	show("of nothing", write(p[1], buf, 0));
	reads("no empty packet", 10);
	write(p[1], "abc", 3);
	show("read of nothing", read(p[0], buf, 0));
	reads("is it still there", 10);
	show("10000", write(p[1], make(buf, 0, 10000), 10000));
	reads("in pages", 100000);
	write(p[1], buf, 10000);
	reads("in pages, cut", 1000);
	write(p[1], buf, 4096);
	write(p[1], buf, 4097);
	reads("4096 and 4097", 100000);
	for (n = 0; write(p[1], "x", 1) == 1; n++);
	printf("room for %d packets, %s\n", n, ename(errno));
	CHECK(!ioctl(p[0], FIONREAD, &n));
	printf("FIONREAD %d\n", n);
	struct pollfd f[2] = { { p[0], POLLIN | POLLOUT, 0 }, { p[1], POLLIN | POLLOUT, 0 } };
	poll(f, 2, 0);
	printf("full: %x %x\n", f[0].revents, f[1].revents);
	CHECK(read(p[0], buf, 100) == 1);
	poll(f, 2, 0);
	printf("one taken: %x %x\n", f[0].revents, f[1].revents);
	show("two pages where there is room for one", write(p[1], buf, 8192));
	while (read(p[0], buf, 5000) > 0);
	show("too many at once", write(p[1], buf, 100000));
	while (read(p[0], buf, 5000) > 0);
	struct iovec w[3] = { { "one", 3 }, { "", 0 }, { "three", 5 } }, r[2] = { { buf, 2 }, { buf + 2, 4 } };
	show("writev", writev(p[1], w, 3));
	write(p[1], "next", 4);
	show("readv", readv(p[0], r, 2));
	printf("%.6s\n", buf);
	reads("then", 100);
	struct iovec big[3] = { { buf, 3000 }, { buf, 3000 }, { buf, 3000 } };
	show("writev of 9000", writev(p[1], big, 3));
	reads("in", 100000);
	// The flag is the writer's description's, at the time of the write.
	write(p[1], "p1", 2);
	CHECK(!fcntl(p[1], F_SETFL, O_NONBLOCK));
	write(p[1], "bytes", 5);
	write(p[1], "more", 4);
	CHECK(!fcntl(p[1], F_SETFL, O_NONBLOCK | O_DIRECT));
	write(p[1], "p2", 2);
	write(p[1], "p3", 2);
	CHECK(!fcntl(p[0], F_SETFL, O_NONBLOCK));
	reads("mixed", 100);
	write(p[1], "left", 4);
	pid_t c = fork();
	if (!c) { reads("the child", 2); write(p[1], "from", 4); write(p[1], "child", 5); _exit(0); }
	waitpid(c, 0, 0);
	close(p[1]);
	reads("the parent", 100);
	return done();
}
