#include "sockets/pair.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
// SCM_RIGHTS: every kind of object passed with what is in it, several, cut off, close-on-exec, peeked, dropped, too many.
static int got[300];
static char buf[100];
static void type(const char *name, int t)
{
	int p[2], q[2], e = eventfd(7, EFD_NONBLOCK), n;
	uint64_t v;
	printf("%s\n", name);
	renew(t | SOCK_NONBLOCK);
	// A pipe with data; the passed ends are the same objects.
	CHECK(!pipe2(p, O_NONBLOCK) && write(p[1], "buffered", 8) == 8);
	show("send", send_fds(s[0], "pipe", p, 2));
	n = receive("receive", s[1], got, CMSG_SPACE(2 * sizeof(int)), 20, 0);
	CHECK(n == 2 && got[0] != p[0] && fcntl(got[0], F_GETFD) == 0);
	CHECK(read(got[0], buf, 3) == 3 && read(p[0], buf + 3, 9) == 5 && !memcmp(buf, "buffered", 8));
	CHECK(write(got[1], "new", 3) == 3 && read(p[0], buf, 9) == 3);
	close(p[1]);
	show("a writer is left", read(p[0], buf, 1));
	close(got[1]);
	show("none is left", read(got[0], buf, 1));
	fcntl(got[0], F_SETFL, 0);
	printf("flags are shared %d\n", !(fcntl(p[0], F_GETFL) & O_NONBLOCK));
	close(got[0]);
	close(p[0]);
	// In flight alone: closed by the sender before it is received.
	CHECK(!pipe2(p, O_NONBLOCK) && write(p[1], "flight", 6) == 6);
	send_fds(s[0], "r", p, 1);
	close(p[0]);
	CHECK(write(p[1], "still", 5) == 5);
	CHECK(receive("receive", s[1], got, CMSG_SPACE(sizeof(int)), 20, MSG_CMSG_CLOEXEC) == 1);
	CHECK(fcntl(got[0], F_GETFD) == FD_CLOEXEC && read(got[0], buf, 20) == 11 && !memcmp(buf, "flightstill", 11));
	close(got[0]);
	// eventfd, timerfd, socket pairs with data, an epoll set, itself.
	send_fds(s[0], "e", &e, 1);
	eventfd_write(e, 3);
	receive("eventfd", s[1], got, 100, 20, 0);
	CHECK(read(got[0], &v, 8) == 8 && v == 10);
	eventfd_write(got[0], 4);
	close(e);
	CHECK(read(got[0], &v, 8) == 8 && v == 4);
	close(got[0]);
	int f = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	struct itimerspec its = { { 0, 0 }, { 500, 0 } };
	timerfd_settime(f, 0, &its, 0);
	send_fds(s[0], "t", &f, 1);
	close(f);
	receive("timerfd", s[1], got, 100, 20, 0);
	CHECK(!timerfd_gettime(got[0], &its) && its.it_value.tv_sec > 400);
	close(got[0]);
	CHECK(!socketpair(AF_UNIX, SOCK_SEQPACKET, 0, q) && send(q[0], "one", 3, 0) == 3 && send(q[0], "three", 5, 0) == 5);
	send_fds(s[0], "q", q, 2);
	close(q[0]);
	close(q[1]);
	receive("seqpacket", s[1], got, 100, 20, 0);
	CHECK(recv(got[1], buf, 20, 0) == 3 && recv(got[1], buf, 20, 0) == 5 && send(got[1], "x", 1, 0) == 1 && recv(got[0], buf, 9, 0) == 1);
	close(got[0]);
	close(got[1]);
	int set = epoll_create1(0);
	e = eventfd(1, 0);
	struct epoll_event ev = { EPOLLIN, { .u64 = 42 } };
	epoll_ctl(set, EPOLL_CTL_ADD, e, &ev);
	send_fds(s[0], "s", &set, 1);
	close(set);
	receive("epoll", s[1], got, 100, 20, 0);
	CHECK(epoll_wait(got[0], &ev, 1, 0) == 1 && ev.data.u64 == 42);
	close(got[0]);
	send_fds(s[0], "i", s, 2);
	receive("the pair itself", s[1], got, 100, 20, 0);
	CHECK(send(got[0], "by itself", 9, 0) == 9 && recv(s[1], buf, 20, 0) == 9);
	close(got[0]);
	close(got[1]);
	// Boundaries: descriptors stay with their bytes.
	CHECK(send(s[0], "before", 6, 0) == 6);
	send_fds(s[0], "with", &e, 1);
	CHECK(send(s[0], "after", 5, 0) == 5);
	send_fds(s[0], "more", (int[]){ e, e }, 2);
	for (int i = 0; i < 5; i++) { n = receive("in turn", s[1], got, 100, 30, 0); for (int k = 0; k < n; k++) close(got[k]); }
	send_fds(s[0], "partly", &e, 1);
	n = receive("first two", s[1], got, 100, 2, 0);
	while (n) close(got[--n]);
	receive("the rest", s[1], got, 100, 30, 0);
	// Peeked: a descriptor each time.
	send_fds(s[0], "peek", &e, 1);
	n = receive("peek", s[1], got, 100, 20, MSG_PEEK);
	if (n) { CHECK(read(got[0], &v, 8) == 8 && v == 1); close(got[0]); }
	eventfd_write(e, 1);
	n = receive("peeked", s[1], got, 100, 20, 0);
	while (n) close(got[--n]);
	// Control buffers too small for all, for one, for a header, none; read without recvmsg.
	static const int rooms[] = {
		CMSG_SPACE(3 * sizeof(int)), CMSG_LEN(3 * sizeof(int)), CMSG_LEN(2 * sizeof(int)), CMSG_LEN(2 * sizeof(int)) - 1,
		CMSG_LEN(sizeof(int)), CMSG_LEN(0), CMSG_LEN(0) - 1, 1, 0
	};
	int low = dup(1);
	close(low);
	for (int i = 0; i < 9; i++) {
		send_fds(s[0], "cut", (int[]){ e, e, e }, 3);
		n = receive("cut", s[1], got, rooms[i], 20, 0);
		while (n) close(got[--n]);
		int now = dup(1);
		CHECK(now == low);
		close(now);
	}
	CHECK(!pipe2(p, O_NONBLOCK));
	send_fds(s[0], "dropped", p + 1, 1);
	close(p[1]);
	show("in flight", read(p[0], buf, 1));
	CHECK(recv(s[1], buf, 20, 0) == 7);
	show("read without recvmsg, so closed", read(p[0], buf, 1));
	close(p[0]);
	// Closed with it in flight.
	CHECK(!pipe2(p, O_NONBLOCK));
	send_fds(s[0], "lost", p + 1, 1);
	close(p[1]);
	close(s[1]);
	s[1] = -1;
	show("the receiver is gone, so closed", read(p[0], buf, 1));
	close(p[0]);
	renew(t | SOCK_NONBLOCK);
	// Wrong ones.
	show("closed one", send_fds(s[0], "bad", (int[]){ e, 999 }, 2));
	show("-1", send_fds(s[0], "bad", (int[]){ -1 }, 1));
	show("none", send_fds(s[0], "none", 0, 0));
	n = receive("of none", s[1], got, 100, 20, 0);
	int many[300];
	for (int i = 0; i < 300; i++) many[i] = e;
	show("253", send_fds(s[0], "many", many, 253));
	show("254", send_fds(s[0], "many", many, 254));
	n = receive("many", s[1], got, CMSG_SPACE(253 * sizeof(int)), 20, 0);
	while (n) close(got[--n]);
	show("O_PATH", send_fds(s[0], "path", (int[]){ open(".", O_PATH) }, 1));
	n = receive("path", s[1], got, 100, 20, 0);
	while (n) close(got[--n]);
	// No number is free in the receiver.
	struct rlimit r, old;
	getrlimit(RLIMIT_NOFILE, &old);
	low = dup(1);
	close(low);
	r = old;
	r.rlim_cur = low + 1;
	send_fds(s[0], "full", (int[]){ e, e, e }, 3);
	setrlimit(RLIMIT_NOFILE, &r);
	n = receive("room for one number", s[1], got, 100, 20, 0);
	setrlimit(RLIMIT_NOFILE, &old);
	while (n) close(got[--n]);
	close(e);
	// To a child and back.
	CHECK(!pipe(p) && write(p[1], "for the child", 13) == 13);
	send_fds(s[0], "p", p, 1);
	close(p[0]);
	fcntl(s[0], F_SETFL, 0);
	pid_t c = fork();
	if (!c) {
		close(p[1]);
		CHECK(receive("child", s[1], got, 100, 20, 0) == 1);
		CHECK(read(got[0], buf, 50) == 13);
		int mine = eventfd(77, 0);
		send_fds(s[1], "mine", &mine, 1);
		_exit(check_failures);
	}
	int st;
	CHECK(waitpid(c, &st, 0) == c && !st);
	CHECK(receive("parent", s[0], got, 100, 20, 0) == 1 && read(got[0], &v, 8) == 8 && v == 77);
	close(got[0]);
	close(p[1]);
	close(low);
}
int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	type("stream", SOCK_STREAM);
	type("datagram", SOCK_DGRAM);
	type("seqpacket", SOCK_SEQPACKET);
	return done();
}
