#include "descriptors/kinds.h"
// Status flags: of each kind, changed through a copy, kept per end, what F_SETFL ignores, across fork.
static long get(int fd) { return fcntl(fd, F_GETFL); }
static long nonblock(int fd)
{
	int d = dup(fd), was = fcntl(fd, F_GETFL);
	long r = fcntl(d, F_SETFL, O_NONBLOCK);
	CHECK(fcntl(fd, F_GETFL) == fcntl(d, F_GETFL));
	CHECK(r < 0 || (fcntl(fd, F_GETFL) & O_NONBLOCK));
	int now = fcntl(fd, F_GETFL);
	CHECK((now & O_ACCMODE) == (was & O_ACCMODE));
	fcntl(fd, F_SETFL, was);
	CHECK(fcntl(d, F_GETFL) == was);
	close(d);
	return now;
}
static long every(int fd)
{
	int was = fcntl(fd, F_GETFL), e = 0;
	long r = fcntl(fd, F_SETFL, ~(O_DIRECT | O_ASYNC));
	if (r < 0) e = errno;
	r = fcntl(fd, F_GETFL);
	fcntl(fd, F_SETFL, was);
	printf("%s, ", ename(e));
	return r;
}
static long append(int fd)
{
	if (fcntl(fd, F_SETFL, O_APPEND)) return -1;
	long r = fcntl(fd, F_GETFL);
	fcntl(fd, F_SETFL, 0);
	return r;
}
static long async(int fd)
{
	int was = fcntl(fd, F_GETFL);
	if (fcntl(fd, F_SETFL, was | O_ASYNC)) return -1;
	long r = fcntl(fd, F_GETFL);
	fcntl(fd, F_SETFL, was);
	return r;
}
static long direct(int fd)
{
	int was = fcntl(fd, F_GETFL);
	if (fcntl(fd, F_SETFL, was | O_DIRECT)) return -1;
	long r = fcntl(fd, F_GETFL);
	fcntl(fd, F_SETFL, was);
	return r;
}
int main(void)
{
	int p[2], st;
	char c;
	open_kinds(0);
	each_kind("F_GETFL", get);
	each_kind("O_NONBLOCK", nonblock);
	each_kind("every flag", every);
	each_kind("O_APPEND", append);
	each_kind("O_ASYNC", async);
	each_kind("O_DIRECT", direct);
	each_kind("F_GETFL at last", get);
	int first = kind_count;
	open_kinds(O_NONBLOCK | O_CLOEXEC);
	for (int i = first; i < kind_count; i++) printf("%s non-blocking: %d\n", kinds[i].name, fcntl(kinds[i].fd, F_GETFL));

	CHECK(!pipe(p));
	CHECK(!fcntl(p[0], F_SETFL, O_NONBLOCK));
	printf("ends: %x %x\n", fcntl(p[0], F_GETFL), fcntl(p[1], F_GETFL));
	show("read end does not block", read(p[0], &c, 1));
	CHECK(!fcntl(p[0], F_SETFL, O_RDWR));
	printf("ends: %x %x\n", fcntl(p[0], F_GETFL), fcntl(p[1], F_GETFL));
	show("the access mode stays", write(p[0], "x", 1));
	show("the access mode stays", read(p[1], &c, 1));
	// Packet mode is of a write: on and off again.
	CHECK(!fcntl(p[1], F_SETFL, O_DIRECT | O_NONBLOCK) && write(p[1], "abc", 3) == 3 && write(p[1], "de", 2) == 2);
	CHECK(!fcntl(p[1], F_SETFL, O_NONBLOCK) && write(p[1], "fgh", 3) == 3 && write(p[1], "ij", 2) == 2);
	char buf[16];
	for (int i = 0; i < 3; i++) show("packets, then bytes", read(p[0], buf, 16));
	// A child shares the description.
	pid_t k = fork();
	if (!k) { fcntl(p[0], F_SETFL, O_NONBLOCK); _exit(0); }
	CHECK(waitpid(k, &st, 0) == k);
	show("set by a child", read(p[0], &c, 1));
	show("closed", fcntl(999, F_SETFL, 0));
	show("closed", fcntl(999, F_GETFL));
	int o = open(".", O_PATH);
	show("O_PATH", fcntl(o, F_SETFL, O_NONBLOCK));
	show("O_PATH", fcntl(o, F_GETFL));
	return done();
}
