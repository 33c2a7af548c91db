#include "pipes/pattern.h"
// What a pipe takes before EAGAIN for writes of many sizes, and that it gives just that back.
static char buf[1 << 20];
static long fill(int fd, const long *sizes, int n)
{
	long total = 0, r, full = 0;
	for (int i = 0; full < n; i++) {
		make(buf, total, sizes[i % n]);
		r = write(fd, buf, sizes[i % n]);
		if (r < 0) { CHECK(errno == EAGAIN); full++; continue; }
		if (r < sizes[i % n]) printf("(%ld of %ld) ", r, sizes[i % n]);
		total += r;
		full = 0;
	}
	return total;
}
static void drain(int fd, long want, long piece)
{
	long total = 0, r;
	while ((r = read(fd, buf, piece)) > 0) {
		CHECK(right(buf, total, r));
		total += r;
	}
	CHECK(r == -1 && errno == EAGAIN && total == want);
}
int main(void)
{
	static const long ones[] = { 1, 2, 7, 100, 512, 1000, 1024, 2047, 2048, 2049, 4000, 4095, 4096, 4097, 5000, 8191, 8192, 8193, 65535, 65536, 65537, 70000, 1 << 20 };
	static const long pieces[] = { 1 << 20, 1, 4096, 999, 4097, 65536 };
	int p[2];
	for (unsigned i = 0; i < sizeof ones / sizeof *ones; i++) {
		CHECK(!pipe2(p, O_NONBLOCK));
		printf("%ld: ", ones[i]);
		long n = fill(p[1], &ones[i], 1);
		printf("%ld\n", n);
		drain(p[0], n, pieces[i % 6]);
		// The same again in the same pipe, and after it was moved on by odd sizes.
		CHECK(fill(p[1], &ones[i], 1) == n);
		drain(p[0], n, pieces[(i + 1) % 6]);
		for (int k = 0; k < 5; k++) CHECK(write(p[1], buf, 777) == 777 && read(p[0], buf, 777) == 777);
		long again = fill(p[1], &ones[i], 1);
		if (again != n) printf("after odd sizes: %ld\n", again);
		drain(p[0], again, 1 << 20);
		close(p[0]);
		close(p[1]);
	}
	static const long mixed[][4] = {
		{ 1, 4096, 100, 4097 }, { 4095, 2, 4095, 2 }, { 3000, 3000, 1, 5000 }, { 100, 4000, 8192, 1 }, { 4096, 1, 4096, 1 }, { 70000, 1, 100, 4096 },
	};
	for (int i = 0; i < 6; i++) {
		CHECK(!pipe2(p, O_NONBLOCK));
		printf("mixed %d: ", i);
		long n = fill(p[1], mixed[i], 4);
		printf("%ld\n", n);
		drain(p[0], n, pieces[i]);
		close(p[0]);
		close(p[1]);
	}
	// Room that comes back: as pages are freed, not as bytes are.
	CHECK(!pipe2(p, O_NONBLOCK));
	static const long page = 4096;
	fill(p[1], &page, 1);
	static const int taken[] = { 1, 100, 3994, 1, 4096, 5000, 10000, 60000 };
	for (int i = 0; i < 8; i++) {
		long r = read(p[0], buf, taken[i]);
		printf("taken %ld: ", r);
		r = write(p[1], buf, 1);
		printf("one byte %s, ", r == 1 ? "fits" : ename(errno));
		r = write(p[1], buf, 4096);
		printf("a page %s, ", r == 4096 ? "fits" : ename(errno));
		r = write(p[1], buf, 70000);
		printf("70000: %ld\n", r);
	}
	close(p[0]);
	close(p[1]);
	// What is merged into the last page.
	CHECK(!pipe2(p, O_NONBLOCK));
	long n = 0;
	for (int i = 0; i < 15; i++) n += write(p[1], buf, 4096);
	n += write(p[1], buf, 4000);
	static const int more[] = { 97, 96, 1, 4096, 4097 };
	for (int i = 0; i < 5; i++) { long r = write(p[1], buf, more[i]); printf("%d into 96 left: %ld\n", more[i], r); }
	CHECK(read(p[0], buf, 1 << 20) == 65536);
	return done();
}
