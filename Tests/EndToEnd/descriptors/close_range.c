#include "descriptors/kinds.h"
#include <pthread.h>
#include <sched.h>
// close_range: bounds, flags, holes, what the objects see, CLOEXEC and UNSHARE.
#define UNSHARE 2
#define CLOEXEC 4
static int range(unsigned a, unsigned b, unsigned flags) { return syscall(SYS_close_range, a, b, flags); }
static void map(const char *what)
{
	printf("%s:", what);
	for (int i = 99; i < 132; i++) {
		int f = fcntl(i, F_GETFD);
		putchar(f < 0 ? '.' : f ? 'c' : 'o');
	}
	puts("");
}
static void fill(void)
{
	for (int i = 0; i < 30; i++) if (i % 7 != 3) CHECK(dup2(kinds[i % kind_count].fd, 100 + i) == 100 + i);
		else close(100 + i);
}
static void *unshares(void *arg)
{
	int *p = arg;
	show("in a thread", range(p[0], p[1], UNSHARE));
	printf("in the thread: %d %d\n", fcntl(p[0], F_GETFD) < 0, fcntl(p[1], F_GETFD) < 0);
	return 0;
}
int main(void)
{
	int p[2];
	char c;
	open_kinds(0);
	fill();
	map("filled");
	show("100 to 109", range(100, 109, 0));
	map("closed");
	show("of nothing", range(100, 109, 0));
	show("one", range(110, 110, 0));
	map("closed");
	show("backward", range(112, 111, 0));
	show("backward with flags", range(112, 111, CLOEXEC));
	show("unknown flag", range(112, 113, 1));
	show("unknown flag", range(112, 113, 8));
	show("unknown flag with another", range(112, 113, 12));
	show("backward and unknown", range(112, 111, 16));
	map("none closed");
	show("CLOEXEC", range(115, 120, CLOEXEC));
	map("flagged");
	show("CLOEXEC again", range(115, 125, CLOEXEC));
	map("flagged");
	show("to the end", range(122, ~0u, 0));
	map("closed");
	show("from far", range(1u << 31, ~0u, 0));
	show("from INT_MAX", range(INT_MAX, ~0u, CLOEXEC));
	show("last", range(~0u, ~0u, 0));
	fill();
	// Both ends at once, one end, a write end whose reader sees the end.
	CHECK(!pipe(p));
	CHECK(dup2(p[0], 103) == 103 && dup2(p[1], 110) == 110 && !close(p[1]));
	show("the write end", range(110, 110, 0));
	CHECK(read(103, &c, 1) == 0 && read(p[0], &c, 1) == 0);
	show("the read end", range(103, 103, 0));
	CHECK(read(p[0], &c, 1) == 0);
	close(p[0]);
	show("all", range(100, 131, 0));
	map("closed");
	for (int i = 0; i < kind_count; i++) CHECK(fcntl(kinds[i].fd, F_GETFD) >= 0);
	CHECK(dup(1) < 100);
	// UNSHARE: the table of this thread becomes its own.
	pthread_t t;
	CHECK(!pipe(p));
	CHECK(p[1] == p[0] + 1);
	pthread_create(&t, 0, unshares, p);
	pthread_join(t, 0);
	printf("in this: %d %d\n", fcntl(p[0], F_GETFD) < 0, fcntl(p[1], F_GETFD) < 0);
	CHECK(write(p[1], "x", 1) == 1 && read(p[0], &c, 1) == 1);
	show("UNSHARE with one user", range(p[0], p[1], UNSHARE | CLOEXEC));
	printf("flags %d %d\n", fcntl(p[0], F_GETFD), fcntl(p[1], F_GETFD));
	// Everything but the standard ones, as daemons do.
	show("all from 3", range(3, ~0u, UNSHARE));
	CHECK(dup(1) == 3 && !pipe(p) && p[0] == 4 && p[1] == 5);
	return done();
}
