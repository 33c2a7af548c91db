#include "descriptors/kinds.h"
// FD_CLOEXEC over exec: what the new program finds open, the data in it, and what it does not find.
static const char *names[32];
static int after(int argc, char **argv)
{
	int n = atoi(argv[2]), flag, left = 0, m;
	uint64_t v;
	char buf[32] = "";
	for (int i = 0; i < n; i++) {
		flag = fcntl(100 + i, F_GETFD);
		left += fcntl(140 + i, F_GETFD) >= 0 || fcntl(180 + i, F_GETFD) >= 0;
		printf("%d: %s%s", i, flag < 0 ? ename(errno) : flag ? "flag" : "open", i % 4 == 3 ? "\n" : ", ");
	}
	printf("\n%d left with the flag\n", left);
	printf("pipe holds %zd", read(100, buf, sizeof buf));
	printf(" '%s'\n", buf);
	memset(buf, 0, sizeof buf);
	m = write(101, "again", 5) + read(100, buf, sizeof buf);
	printf("and works %d '%s'\n", m, buf);
	memset(buf, 0, sizeof buf);
	for (int i = 0; i < 2; i++) printf("packet %zd\n", read(102, buf, sizeof buf));
	CHECK(read(104, &v, 8) == 8);
	printf("eventfd %d\n", (int)v);
	CHECK(read(105, &v, 8) == 8);
	printf("semaphore %d, blocking %d\n", (int)v, !(fcntl(105, F_GETFL) & O_NONBLOCK));
	struct itimerspec t;
	CHECK(!timerfd_gettime(106, &t));
	printf("timer armed %d\n", t.it_value.tv_sec > 90);
	struct signalfd_siginfo si;
	raise(SIGUSR2);
	printf("signalfd %d\n", read(107, &si, sizeof si) == sizeof si && si.ssi_signo == SIGUSR2);
	struct epoll_event ev = { 0 };
	write(101, "!", 1);
	m = epoll_wait(108, &ev, 1, 0);
	printf("epoll %d, data %d, %x\n", m, (int)ev.data.u64, ev.events);
	memset(buf, 0, sizeof buf);
	m = read(109, buf, sizeof buf);
	printf("stream %d '%s'\n", m, buf);
	m = read(111, buf, 2);
	printf("dgram %d, ", m);
	m = read(111, buf, sizeof buf);
	printf("%d\n", m);
	memset(buf, 0, sizeof buf);
	m = read(113, buf, sizeof buf);
	printf("seqpacket %d '%s'\n", m, buf);
	return done();
}
int main(int argc, char **argv)
{
	if (argc > 1) return after(argc, argv);
	open_kinds(0);
	CHECK(fcntl(kind("pipe r"), F_GETFD) == 0);
	write(kind("pipe w"), "kept", 4);
	write(kind("packet w"), "one", 3);
	write(kind("packet w"), "three", 5);
	eventfd_write(kind("eventfd"), 41);
	eventfd_write(kind("semaphore"), 2);
	struct itimerspec t = { { 0 }, { 100, 0 } };
	timerfd_settime(kind("timerfd"), 0, &t, 0);
	write(kind("stream peer"), "stream", 6);
	write(kind("dgram peer"), "four", 4);
	write(kind("dgram peer"), "datagram", 8);
	write(kind("seqpacket peer"), "packet", 6);
	// Low ones have no flag; 140 have it by F_DUPFD_CLOEXEC, 180 by dup3; 100 stay.
	for (int i = 0; i < kind_count; i++) {
		CHECK(dup2(kinds[i].fd, 100 + i) == 100 + i);
		CHECK(fcntl(kinds[i].fd, F_DUPFD_CLOEXEC, 140 + i) == 140 + i);
		CHECK(dup3(kinds[i].fd, 180 + i, O_CLOEXEC) == 180 + i);
		names[i] = kinds[i].name;
		if (i % 5 == 4) {
			// Set and taken off again; dup2 takes the flag away.
			CHECK(!fcntl(100 + i, F_SETFD, FD_CLOEXEC) && !fcntl(100 + i, F_SETFD, 0));
		}
		CHECK(!fcntl(kinds[i].fd, F_SETFD, FD_CLOEXEC));
	}
	struct epoll_event ev = { .events = EPOLLIN, .data.u64 = 99 };
	CHECK(!epoll_ctl(108, EPOLL_CTL_ADD, 101 + 0 - 1, &ev));
	ev.data.u64 = 98;
	CHECK(!epoll_ctl(108, EPOLL_CTL_ADD, kind("eventfd"), &ev));
	int made = kind_count;
	open_kinds(O_CLOEXEC);
	for (int i = made; i < kind_count; i++) {
		CHECK(fcntl(kinds[i].fd, F_GETFD) == FD_CLOEXEC);
		if (kinds[i].fd < 140) CHECK(dup3(kinds[i].fd, 180 + i, O_CLOEXEC) >= 0);
	}
	// The eventfd is drained so that the pipe alone is ready.
	char n[8];
	snprintf(n, sizeof n, "%d", made);
	eventfd_t was;
	CHECK(!eventfd_read(kind("eventfd"), &was) && was == 41);
	struct epoll_event got[2];
	CHECK(epoll_wait(108, got, 2, 0) == 1);
	eventfd_write(kind("eventfd"), was);
	CHECK(!epoll_ctl(108, EPOLL_CTL_DEL, kind("eventfd"), 0));
	execl("./prog", "prog", "after", n, (char *)0);
	show("exec", -1);
	return 1;
}
