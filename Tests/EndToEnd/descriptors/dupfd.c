#include "descriptors/kinds.h"
#include <sys/resource.h>
// F_DUPFD and F_DUPFD_CLOEXEC: the lowest number from the minimum on, the flag, the limits.
static long up(int fd)
{
	int a = fcntl(fd, F_DUPFD, 300), b = fcntl(fd, F_DUPFD_CLOEXEC, 300), c = fcntl(fd, F_DUPFD, 300);
	CHECK(a == 300 && b == 301 && c == 302);
	CHECK(fcntl(a, F_GETFD) == 0 && fcntl(b, F_GETFD) == FD_CLOEXEC && fcntl(c, F_GETFD) == 0);
	close(b);
	CHECK(fcntl(fd, F_DUPFD_CLOEXEC, 0) < 300);
	CHECK(fcntl(b, F_DUPFD, 300) == -1 && errno == EBADF);
	b = fcntl(c, F_DUPFD_CLOEXEC, 300);
	CHECK(b == 301);
	close(a); close(b); close(c);
	return 0;
}
int main(void)
{
	open_kinds(0);
	each_kind("F_DUPFD", up);
	int ev = kind("eventfd");
	struct rlimit r = { 100, 100 };
	show("from -1", fcntl(ev, F_DUPFD, -1));
	show("from INT_MIN", fcntl(ev, F_DUPFD, INT_MIN));
	show("from INT_MAX", fcntl(ev, F_DUPFD, INT_MAX));
	CHECK(!setrlimit(RLIMIT_NOFILE, &r));
	show("from the limit", fcntl(ev, F_DUPFD, 100));
	show("from over the limit", fcntl(ev, F_DUPFD_CLOEXEC, 101));
	CHECK(fcntl(ev, F_DUPFD, 99) == 99);
	show("from the last, taken", fcntl(ev, F_DUPFD, 99));
	CHECK(fcntl(ev, F_DUPFD_CLOEXEC, 98) == 98);
	show("from the last two, taken", fcntl(ev, F_DUPFD, 98));
	show("bad descriptor from over the limit", fcntl(98 + 1000, F_DUPFD, 5000));
	show("bad descriptor", fcntl(97, F_DUPFD, 10));
	close(98);
	CHECK(fcntl(99, F_DUPFD, 98) == 98);
	show("F_SETFD 0", fcntl(98, F_SETFD, 0));
	show("F_SETFD 1", fcntl(98, F_SETFD, 1));
	show("F_GETFD", fcntl(98, F_GETFD));
	show("F_SETFD 2", fcntl(98, F_SETFD, 2));
	show("F_GETFD", fcntl(98, F_GETFD));
	show("F_SETFD -1", fcntl(98, F_SETFD, -1));
	show("F_GETFD", fcntl(98, F_GETFD));
	show("F_GETFD of its copy", fcntl(99, F_GETFD));
	show("unknown command", fcntl(98, 77));
	show("unknown command of a closed one", fcntl(97, 77));
	return done();
}
