#include "pipes/pattern.h"
#include <sys/mman.h>
#include <sys/uio.h>
// Counts up to the largest: pipes take what fits and give what is there.
int main(void)
{
	static const unsigned long counts[] = { INT_MAX - 4095, INT_MAX - 4094, INT_MAX, 1ul << 31, 1ul << 32, (1ul << 32) + 5, SSIZE_MAX, 1ul << 63, -1ul };
	int p[2];
	// Enough address space, none of it touched but what is read or written.
	size_t size = 3ul << 30;
	char *m = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	static char back[100000];
	CHECK(m != MAP_FAILED && !pipe2(p, O_NONBLOCK));
	make(m, 0, 80000);
	for (unsigned i = 0; i < sizeof counts / sizeof *counts; i++) {
		printf("%lu\n", counts[i]);
		show("read, empty", read(p[0], m, counts[i]));
		long w = show("write", write(p[1], m, counts[i]));
		long r = read(p[0], back, sizeof back);
		CHECK(w > 0 ? r == w && right(back, 0, r) : r == -1);
		write(p[1], m, 5000);
		r = show("read", read(p[0], m + 100000, counts[i]));
		if (r == 5000) CHECK(right(m + 100000, 0, r));
		else CHECK(read(p[0], back, sizeof back) == 5000);
		struct iovec v[2] = { { m, 70000 }, { m + 70000, counts[i] } };
		w = show("writev", writev(p[1], v, 2));
		r = read(p[0], back, sizeof back);
		CHECK(w > 0 ? r == w && right(back, 0, r) : r == -1);
		write(p[1], m, 5000);
		v[0].iov_base = m + 100000;
		v[0].iov_len = 100;
		v[1].iov_base = m + 100100;
		r = show("readv", readv(p[0], v, 2));
		if (r == 5000) CHECK(right(m + 100000, 0, r));
		while (read(p[0], back, sizeof back) > 0);
	}
	// A short mapping with a large count.
	char *s = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap(s + 4096, 4096);
	make(s, 0, 4096);
	show("write from one page", write(p[1], s, INT_MAX));
	CHECK(right(back, 0, read(p[0], back, sizeof back)));
	write(p[1], m, 3000);
	show("read into one page", read(p[0], s, INT_MAX));
	write(p[1], m, 9000);
	show("read more into one page", read(p[0], s, INT_MAX));
	show("left", read(p[0], back, sizeof back));
	return done();
}
