#include "pipes/pattern.h"
#include <poll.h>
// F_SETPIPE_SZ: rounding, growing and shrinking with data inside, EBUSY, EPERM, wrong sizes.
static int p[2];
static char buf[1 << 21];
static long fill(long piece)
{
	long n = 0, r;
	while ((r = write(p[1], make(buf, n, piece), piece)) > 0) n += r;
	CHECK(errno == EAGAIN);
	return n;
}
static long drain(void)
{
	long n = 0, r;
	while ((r = read(p[0], buf, 9999)) > 0) { CHECK(right(buf, n, r)); n += r; }
	return n;
}
static void not_root(void)
{
	if (!getuid()) CHECK(!setuid(65534));
	CHECK(!pipe2(p, O_NONBLOCK));
	show("1 MB", fcntl(p[1], F_SETPIPE_SZ, 1 << 20));
	show("2 MB", fcntl(p[1], F_SETPIPE_SZ, 1 << 21));
	show("1 MB + 1", fcntl(p[1], F_SETPIPE_SZ, (1 << 20) + 1));
	show("smaller", fcntl(p[1], F_SETPIPE_SZ, 1 << 12));
}
int main(void)
{
	static const long sizes[] = { 0, 1, 4095, 4096, 4097, 5000, 8192, 12288, 65535, 65536, 65537, 100000, 1 << 20, INT_MAX, INT_MAX + 1L, UINT_MAX, -1, INT_MIN };
	CHECK(!pipe2(p, O_NONBLOCK));
	CHECK(fcntl(p[0], F_GETPIPE_SZ) == 65536 && fcntl(p[1], F_GETPIPE_SZ) == 65536);
	for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		// Up to 1 MB: what is above depends on privilege and on the system's limit.
		long r = syscall(SYS_fcntl, p[i & 1], F_SETPIPE_SZ, sizes[i]);
		printf("%ld: %ld %s", sizes[i], r, r < 0 ? ename(errno) : "");
		printf(", then %d", fcntl(p[0], F_GETPIPE_SZ));
		if (r > 0 && r <= 1 << 20) {
			printf(", takes %ld in bytes", r <= 65536 ? fill(1) : fill(4096));
			CHECK(drain() > 0);
			printf(", %ld in 3000\n", fill(3000));
			CHECK(drain() > 0);
		} else puts("");
	}
	CHECK(fcntl(p[1], F_SETPIPE_SZ, 65536) == 65536);
	// Data stays when the size changes, and wraps around right.
	for (int k = 0; k < 11; k++) CHECK(write(p[1], buf, 4096) == 4096 && read(p[0], buf, 4096) == 4096);
	long n = fill(4096);
	show("smaller than what is in", fcntl(p[1], F_SETPIPE_SZ, 32768));
	show("the same", fcntl(p[1], F_SETPIPE_SZ, 65536));
	show("grown when full", fcntl(p[1], F_SETPIPE_SZ, 131072));
	struct pollfd f = { p[1], POLLOUT, 0 };
	show("there is room", poll(&f, 1, 0));
	CHECK(write(p[1], make(buf, n, 10000), 10000) == 10000);
	CHECK(drain() == n + 10000);
	for (int i = 0; i < 4; i++) write(p[1], make(buf, i * 100, 100), 100);
	show("to a page", fcntl(p[0], F_SETPIPE_SZ, 4096));
	show("write", write(p[1], make(buf, 400, 3000), 3000));
	show("too much", write(p[1], buf, 3000));
	CHECK(drain() == 3400);
	CHECK(fcntl(p[0], F_SETPIPE_SZ, 16384) == 16384);
	for (int i = 0; i < 2; i++) CHECK(write(p[1], make(buf, i * 4096, 4096), 4096) == 4096);
	CHECK(read(p[0], buf, 4000) == 4000);
	show("two pages in use, to one", fcntl(p[0], F_SETPIPE_SZ, 4096));
	CHECK(read(p[0], buf, 96) == 96);
	show("one page in use, to one", fcntl(p[0], F_SETPIPE_SZ, 4096));
	CHECK(read(p[0], buf, 4096) == 4096 && right(buf, 4096, 4096));
	in_child("not root", not_root);
	// What the child set, the parent has.
	pid_t c = fork();
	if (!c) _exit(fcntl(p[1], F_SETPIPE_SZ, 40000) != 65536);
	waitpid(c, 0, 0);
	show("after the child", fcntl(p[0], F_GETPIPE_SZ));
	show("closed", fcntl(999, F_SETPIPE_SZ, 4096));
	show("not a pipe", fcntl(1, F_SETPIPE_SZ, 4096));
	return done();
}
