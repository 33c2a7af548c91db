#include "check.h"
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/uio.h>
// eventfd: initial values, counting and semaphore mode, sizes, the largest value, vectors, bad memory, poll states.
static int fd;
static void look(const char *what)
{
	struct pollfd p = { fd, POLLIN | POLLOUT | POLLPRI | POLLRDNORM | POLLWRNORM | POLLRDHUP, 0 };
	int r = poll(&p, 1, 0);
	printf("  %s: poll %d %x\n", what, r, p.revents);
}
static void get(const char *what)
{
	uint64_t v = 0x1111;
	long r = read(fd, &v, 8);
	printf("%s: %ld %s %llx\n", what, r, r < 0 ? ename(errno) : "", (unsigned long long)v);
}
static void put(const char *what, uint64_t v)
{
	long r = write(fd, &v, 8);
	printf("%s %llx: %ld %s\n", what, (unsigned long long)v, r, r < 0 ? ename(errno) : "");
}
static void all(int flags)
{
	static const unsigned initial[] = { 0, 1, 7, INT_MAX, 1u << 31, UINT_MAX };
	static const uint64_t values[] = { 1, 0, 3, 1ull << 32, UINT64_MAX - 100, 1, UINT64_MAX - 1, UINT64_MAX };
	for (int i = 0; i < 6; i++) {
		fd = eventfd(initial[i], EFD_NONBLOCK | flags);
		look("new");
		get("initial");
		get("again");
		close(fd);
	}
	fd = eventfd(0, EFD_NONBLOCK | flags);
	for (int i = 0; i < 8; i++) { put("add", values[i]); look("then"); }
	for (int i = 0; i < 4; i++) { get("take"); look("then"); }
	put("add to what is left", 5);
	get("take");
	close(fd);
	fd = eventfd(0, EFD_NONBLOCK | flags);
	put("the most", UINT64_MAX - 1);
	look("full");
	put("nothing more", 0);
	put("one more", 1);
	get("take");
	look("then");
	put("one more", 1);
	close(fd);
}
int main(void)
{
	uint64_t v[3] = { 2, 3, 4 }, w[2];
	char odd[20] = { 0 };
	all(0);
	puts("semaphore");
	all(EFD_SEMAPHORE);
	fd = eventfd(0, EFD_NONBLOCK);
	for (int n = 0; n <= 24; n += n == 7 || n == 8 || n == 16 ? 1 : n < 7 ? 7 : 16 - n > 0 ? 16 - n : 24 - n) {
		eventfd_write(fd, 1);
		long r = write(fd, v, n);
		printf("write of %d: %ld %s", n, r, r < 0 ? ename(errno) : "");
		memset(w, 0, sizeof w);
		r = n > 16 ? read(fd, odd, 16) : read(fd, w, n);
		printf(", read %ld %s %d\n", r, r < 0 ? ename(errno) : "", n > 16 ? odd[0] : (int)w[0]);
		eventfd_t left;
		if (eventfd_read(fd, &left)) left = 0;
		printf("  left %d\n", (int)left);
		if (n == 24) break;
	}
	// Not aligned, in parts, bad.
	memcpy(odd + 3, &(uint64_t){ 9 }, 8);
	show("not aligned", write(fd, odd + 3, 8));
	memset(odd, 0, sizeof odd);
	show("not aligned", read(fd, odd + 5, 8));
	printf("%d\n", odd[5]);
	struct iovec one[2] = { { v, 8 }, { v + 1, 8 } }, halves[2] = { { v, 4 }, { (char *)v + 4, 4 } }, empty[2] = { { 0, 0 }, { v, 8 } };
	show("writev of two", writev(fd, one, 2));
	get("  then");
	show("writev of halves", writev(fd, halves, 2));
	get("  then");
	show("writev, first empty", writev(fd, empty, 2));
	get("  then");
	eventfd_write(fd, 6);
	struct iovec in[2] = { { w, 8 }, { w + 1, 8 } }, in_halves[2] = { { w, 3 }, { (char *)w + 3, 5 } };
	w[1] = 77;
	show("readv of two", readv(fd, in, 2));
	printf("  %d %d\n", (int)w[0], (int)w[1]);
	eventfd_write(fd, 6);
	show("readv of halves", readv(fd, in_halves, 2));
	printf("  %d\n", (int)w[0]);
	get("left");
	eventfd_write(fd, 6);
	show("read bad", read(fd, (void *)8, 8));
	get("is it gone");
	show("read NULL, empty", read(fd, 0, 8));
	show("write bad", write(fd, (void *)8, 8));
	show("write bad, short", write(fd, (void *)8, 7));
	show("read bad, short", read(fd, (void *)8, 7));
	get("nothing was added");
	show("flags", eventfd(0, 2));
	show("flags", eventfd(0, EFD_SEMAPHORE | O_APPEND));
	show("flags", eventfd(0, -1));
	show("closed", eventfd_write(999, 1));
	eventfd_t e;
	show("closed", eventfd_read(999, &e));
	return done();
}
