#include "pipes/pattern.h"
#include <sys/mman.h>
#include <sys/uio.h>
// Bad memory in the middle of a buffer: what was done before it counts or not, and nothing of a pipe is lost twice.
static int p[2];
static char *good, back[20000];
static void renew(int flags)
{
	if (p[0]) { close(p[0]); close(p[1]); }
	CHECK(!pipe2(p, flags));
}
// What is left in the pipe, as runs of the pattern's position.
static void left(const char *what)
{
	fcntl(p[0], F_SETFL, O_NONBLOCK);
	long n = read(p[0], back, sizeof back);
	printf("%s: %ld left", what, n < 0 ? 0 : n);
	for (long from = 0; n > 0 && from < 30000; from++) if (right(back, from, n)) { printf(", from %ld", from); break; }
	puts("");
}
static void writes(const char *what, char *at, long n)
{
	renew(O_NONBLOCK);
	printf("%s: ", what);
	show("write", write(p[1], at, n));
	left("  then");
	renew(O_NONBLOCK);
	write(p[1], make(back, 0, 5000), 5000);
	show("  after 5000", write(p[1], at, n));
	left("  then");
}
static void reads(const char *what, char *at, long n, long full)
{
	renew(O_NONBLOCK);
	CHECK(write(p[1], make(back, 0, full), full) == full);
	printf("%s: ", what);
	memset(at > good ? good : at, 0, 100);
	show("read", read(p[0], at, n));
	left("  then");
}
int main(void)
{
	// Three good pages, one that cannot be touched, three good ones, one that can only be read.
	char *m = mmap(0, 8 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *end, *only;
	make(m, 0, 8 * 4096);
	good = m;
	end = m + 3 * 4096;
	only = m + 7 * 4096;
	CHECK(!mprotect(end, 4096, PROT_NONE) && !mprotect(only, 4096, PROT_READ));
	static void *const bad[] = { 0, (void *)8, (void *)-1L, (void *)-4096L, (void *)0x7ffffffff000, (void *)0x800000000000, (void *)0xffff800000000000 };
	for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
		renew(O_NONBLOCK);
		show("write bad", write(p[1], bad[i], 10));
		show("read bad, empty", read(p[0], bad[i], 10));
		write(p[1], make(back, 0, 10), 10);
		show("read bad", read(p[0], bad[i], 10));
		left("  then");
		show("of nothing", write(p[1], bad[i], 0));
		show("of nothing", read(p[0], bad[i], 0));
	}
	writes("1 before", end - 1, 10);
	writes("10 before, to the edge", end - 10, 10);
	writes("100 before", end - 100, 200);
	writes("a page before", end - 4096, 5000);
	writes("a page and some before", end - 4196, 9000);
	writes("two pages before", end - 8192, 20000);
	writes("at once", end, 100);
	writes("far over", end - 4096 - 7, 3 * 4096);
	reads("1 before", end - 1, 10, 5);
	reads("10 before, to the edge", end - 10, 10, 20);
	reads("100 before", end - 100, 200, 3000);
	reads("100 before, data ends there", end - 100, 200, 100);
	reads("a page before", end - 4096, 5000, 9000);
	reads("a page and some before", end - 4196, 9000, 12000);
	reads("two pages before", end - 8192, 20000, 20000);
	reads("at once", end, 100, 50);
	reads("into read only memory", only, 100, 50);
	reads("up to read only memory", only - 60, 100, 200);
	make(m, 0, 3 * 4096);
	make(end + 4096, 4 * 4096, 3 * 4096);
	// Vectors with a bad element first, in the middle, last.
	struct iovec w[3][3] = {
		{ { end, 10 }, { good, 10 }, { good + 10, 10 } },
		{ { good, 10 }, { end, 10 }, { good + 20, 10 } },
		{ { good, 10 }, { good + 10, 10 }, { end - 5, 20 } },
	};
	for (int i = 0; i < 3; i++) {
		renew(O_NONBLOCK);
		show("writev", writev(p[1], w[i], 3));
		left("  then");
	}
	for (int i = 0; i < 3; i++) {
		renew(O_NONBLOCK);
		write(p[1], make(back, 0, 100), 100);
		show("readv", readv(p[0], w[i], 3));
		left("  then");
	}
	make(m, 0, 3 * 4096);
	// An iovec array that runs out of its memory, packets.
	struct iovec *edge = (struct iovec *)end - 1;
	*edge = (struct iovec){ good, 8 };
	show("vector over the edge", writev(p[1], edge, 2));
	show("vector to the edge", writev(p[1], edge, 1));
	renew(O_NONBLOCK | O_DIRECT);
	make(m, 0, 3 * 4096);
	show("packet over the edge", write(p[1], end - 50, 100));
	left("  then");
	show("two packets over the edge", write(p[1], end - 5000, 8000));
	left("  then");
	write(p[1], make(back, 0, 100), 100);
	write(p[1], make(back, 100, 100), 100);
	show("packet read over the edge", read(p[0], end - 50, 100));
	left("  then");
	// Half of a page of a pipe is read, then the pointer is bad, then the rest.
	make(m, 0, 3 * 4096);
	renew(O_NONBLOCK);
	write(p[1], make(back, 0, 300), 300);
	CHECK(read(p[0], back, 100) == 100);
	show("rest over the edge", read(p[0], end - 50, 200));
	left("  then");
	show("pipe into nothing", syscall(SYS_pipe2, 8, 0));
	show("pipe into read only memory", syscall(SYS_pipe2, only, 0));
	show("pipe over the edge", syscall(SYS_pipe2, end - 4, 0));
	int before = dup(1);
	CHECK(before == p[1] + 1 || before == p[0] + 1 || before < p[1]);
	return done();
}
