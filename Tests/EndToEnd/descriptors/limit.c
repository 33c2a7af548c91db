#include "descriptors/kinds.h"
#include <sys/resource.h>
// RLIMIT_NOFILE: every call at the limit, open ones over a lowered limit, pairs with room for one, raising it again.
static void limit(int n)
{
	struct rlimit r;
	CHECK(!getrlimit(RLIMIT_NOFILE, &r));
	r.rlim_cur = n;
	CHECK(!setrlimit(RLIMIT_NOFILE, &r));
}
static void all(void)
{
	int p[2] = { -7, -7 };
	sigset_t s;
	sigemptyset(&s);
	show("pipe", pipe(p));
	show("pipe2", pipe2(p, O_CLOEXEC));
	show("socketpair", socketpair(AF_UNIX, SOCK_STREAM, 0, p));
	printf("numbers written: %d\n", p[0] != -7 || p[1] != -7);
	show("eventfd", eventfd(0, 0) >= 0 ? 0 : -1);
	show("timerfd", timerfd_create(CLOCK_MONOTONIC, 0) >= 0 ? 0 : -1);
	show("signalfd", signalfd(-1, &s, 0) >= 0 ? 0 : -1);
	show("epoll", epoll_create1(0) >= 0 ? 0 : -1);
	show("socket", socket(AF_UNIX, SOCK_DGRAM, 0) >= 0 ? 0 : -1);
	show("null", open("/dev/null", O_RDONLY) >= 0 ? 0 : -1);
	show("urandom", open("/dev/urandom", O_RDONLY) >= 0 ? 0 : -1);
	show("dup", dup(1) >= 0 ? 0 : -1);
	show("F_DUPFD", fcntl(1, F_DUPFD, 0) >= 0 ? 0 : -1);
	show("pipe2 flags come first", pipe2(p, 1));
	show("eventfd flags come first", eventfd(0, 1 << 5));
}
int main(void)
{
	int p[2] = { -7, -7 }, fd = open("/dev/null", O_RDWR), high = dup2(fd, 60), e = eventfd(1, 0), last;
	uint64_t v;
	CHECK(high == 60 && dup2(e, 61) == 61);
	limit(50);
	while ((last = dup(fd)) >= 0) if (!CHECK(last < 50)) break;
	CHECK(errno == EMFILE);
	all();
	show("dup2 onto an open one", dup2(fd, 49) - 49);
	show("dup2 onto the limit", dup2(fd, 50));
	show("dup3 onto the limit", dup3(fd, 50, 0));
	show("dup2 onto an open one over the limit", dup2(fd, 60));
	show("dup2 of one over the limit to itself", dup2(60, 60) - 60);
	show("dup2 of one over the limit", dup2(60, 49) - 49);
	show("use of one over the limit", write(61, &(uint64_t){ 4 }, 8));
	CHECK(read(61, &v, 8) == 8 && v == 5);
	puts("room for one");
	close(30);
	show("pipe", pipe(p));
	show("socketpair", socketpair(AF_UNIX, SOCK_STREAM, 0, p));
	printf("numbers written: %d\n", p[0] != -7 || p[1] != -7);
	show("30 is still free", fcntl(30, F_GETFD));
	CHECK(eventfd(0, 0) == 30);
	puts("room for two");
	close(30);
	close(40);
	CHECK(!pipe(p) && p[0] == 30 && p[1] == 40);
	close(60);
	show("closed over the limit", fcntl(60, F_GETFD));
	show("still full", eventfd(0, 0));
	limit(51);
	CHECK(eventfd(0, 0) == 50);
	limit(0);
	puts("limit 0");
	all();
	show("dup2 to itself", dup2(fd, fd) == fd ? 0 : -1);
	CHECK(write(40, "x", 1) == 1 && read(30, &v, 8) == 1);
	limit(64);
	CHECK(!pipe(p) && p[0] == 51 && p[1] == 52);
	return done();
}
