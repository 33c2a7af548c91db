#include "descriptors/kinds.h"
// Every call that makes a descriptor takes the lowest free number, whatever held it before.
static int base;
static int make(int i)
{
	sigset_t s;
	sigemptyset(&s);
	switch (i) {
	case 0: return eventfd(0, 0);
	case 1: return open("/dev/null", O_RDWR);
	case 2: return timerfd_create(CLOCK_REALTIME, 0);
	case 3: return dup(1);
	case 4: return epoll_create1(0);
	case 5: return signalfd(-1, &s, 0);
	case 6: return fcntl(1, F_DUPFD, 0);
	case 7: return socket(AF_UNIX, SOCK_STREAM, 0);
	case 8: return open("/dev/zero", O_RDWR);
	case 9: return memfd_create("x", 0);
	case 10: return open("/dev/urandom", O_RDONLY);
	case 11: return epoll_create(1);
	}
	return -1;
}
int main(void)
{
	int fd[60], n = 0, p[2];
	// The program that started this one may have left some open.
	syscall(SYS_close_range, 3, ~0u, 0);
	base = dup(1);
	close(base);
	for (int i = 0; i < 12; i++) { fd[n] = make(i); CHECK(fd[n] == base + n); n++; }
	for (int i = 0; i < 3; i++) {
		CHECK(!(i == 0 ? pipe(p) : i == 1 ? pipe2(p, O_NONBLOCK) : socketpair(AF_UNIX, SOCK_DGRAM, 0, p)));
		CHECK(p[0] == base + n && p[1] == base + n + 1);
		n += 2;
	}
	// Each maker in each hole.
	for (int hole = 0; hole < n; hole++) for (int i = 0; i < 12; i++) {
		CHECK(!close(base + hole));
		CHECK(make(i) == base + hole);
	}
	// Two holes apart, in both orders of closing.
	for (int a = 0; a < n; a += 3) for (int b = 0; b < n; b += 5) if (a != b) {
		int low = a < b ? a : b, high = a < b ? b : a;
		close(base + a);
		close(base + b);
		CHECK(!((a + b) % 2 ? pipe(p) : socketpair(AF_UNIX, SOCK_STREAM, 0, p)));
		if (!CHECK(p[0] == base + low && p[1] == base + high)) printf("%d %d: %d %d\n", low, high, p[0] - base, p[1] - base);
	}
	// A number over a hole leaves the hole alone.
	close(base + 2);
	CHECK(dup2(base + 1, base + n + 5) == base + n + 5);
	CHECK(eventfd(0, 0) == base + 2);
	CHECK(eventfd(0, 0) == base + n);
	close(base + n + 5);
	for (int i = 0; i < 8; i++) CHECK(make(i) == base + n + 1 + i);
	// 0, 1 and 2 are numbers like others.
	int out = dup(1);
	close(0);
	close(2);
	CHECK(!pipe(p));
	int zero = p[0], two = p[1];
	CHECK(write(2, "ab", 2) == 2 && read(0, (char[2]){ 0 }, 2) == 2);
	close(1);
	int one = eventfd(7, 0);
	uint64_t v = 0;
	int r = read(1, &v, 8);
	dup2(out, 1);
	printf("%d %d %d, read %d, %d\n", zero, one, two, r, (int)v);
	return done();
}
