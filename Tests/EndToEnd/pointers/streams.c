#include "pointers/bad.h"
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
// Bad pointers in reads and writes of pipes, sockets, events and timers: errors, what was done, what is left.
static int p[2], s[2], d[2], q[2], ev, tf;
static char good[256];

static void fresh(void)
{
	CHECK(!pipe2(p, O_NONBLOCK) && !socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s));
	CHECK(!socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, d) && !socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, q));
	CHECK((ev = eventfd(5, EFD_NONBLOCK)) >= 0 && (tf = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK)) >= 0);
	CHECK(write(p[1], "0123456789", 10) == 10 && write(s[1], "0123456789", 10) == 10);
	CHECK(write(d[1], "0123456789", 10) == 10 && write(q[1], "0123456789", 10) == 10);
	CHECK(write(d[1], "second", 6) == 6 && write(q[1], "second", 6) == 6);
	CHECK(!timerfd_settime(tf, 0, &(struct itimerspec){ .it_value = { 0, 1 } }, 0));
	CHECK(poll(&(struct pollfd){ tf, POLLIN }, 1, 1000) == 1);
}
static void stale(void)
{
	int all[] = { p[0], p[1], s[0], s[1], d[0], d[1], q[0], q[1], ev, tf };
	for (int i = 0; i < 10; i++) close(all[i]);
}
static void left(const char *what, int fd)
{
	char b[300];
	ssize_t n = read(fd, b, sizeof b);
	int e = errno;
	printf("  %s: ", what);
	if (n < 0) printf("%s", ename(e));
	else for (ssize_t i = 0; i < n; i++) printf(b[i] > 31 && b[i] < 127 ? "%c" : "<%d>", b[i]);
	puts("");
}
static void rests(void)
{
	left("pipe", p[0]); left("stream", s[0]); left("datagram", d[0]); left("packet", q[0]); left("eventfd", ev); left("timerfd", tf);
	left("stream back", s[1]); left("datagram back", d[1]);
	stale();
}
static long n(const char *what, long r) { printf("  %s: %ld %s\n", what, r, r < 0 ? ename(errno) : ""); return r; }

static void reads(char *bad)
{
	struct iovec v[2] = { { good, 4 }, { bad, 8 } }, w[2] = { { bad, 8 }, { good, 4 } };
	fresh();
	n("read pipe", syscall(SYS_read, p[0], bad, 8)); n("read stream", syscall(SYS_read, s[0], bad, 8));
	n("read datagram", syscall(SYS_read, d[0], bad, 8)); n("recv packet", syscall(SYS_recvfrom, q[0], bad, 8, 0, 0, 0));
	n("read eventfd", syscall(SYS_read, ev, bad, 8)); n("read timerfd", syscall(SYS_read, tf, bad, 8));
	n("peek", syscall(SYS_recvfrom, s[0], bad, 8, MSG_PEEK, 0, 0));
	n("read nothing", syscall(SYS_read, p[0], bad, 0));
	rests();
	fresh();
	n("readv pipe, second", syscall(SYS_readv, p[0], v, 2)); n("readv stream, second", syscall(SYS_readv, s[0], v, 2));
	n("readv datagram, second", syscall(SYS_readv, d[0], v, 2)); n("readv packet, second", syscall(SYS_readv, q[0], v, 2));
	rests();
	fresh();
	n("readv pipe, first", syscall(SYS_readv, p[0], w, 2)); n("readv stream, first", syscall(SYS_readv, s[0], w, 2));
	n("readv eventfd", syscall(SYS_readv, ev, w, 2)); n("readv vector", syscall(SYS_readv, p[0], bad, 2));
	n("readv vector, none", syscall(SYS_readv, p[0], bad, 0)); n("readv vector, 1025", syscall(SYS_readv, p[0], bad, 1025));
	rests();
}
static void writes(char *bad)
{
	struct iovec v[2] = { { "abcd", 4 }, { bad, 8 } }, w[2] = { { bad, 8 }, { "abcd", 4 } };
	struct msghdr m = { .msg_iov = v, .msg_iovlen = 2 };
	fresh();
	n("write pipe", syscall(SYS_write, p[1], bad, 8)); n("write stream", syscall(SYS_write, s[1], bad, 8));
	n("write datagram", syscall(SYS_write, d[1], bad, 8)); n("send packet", syscall(SYS_sendto, q[1], bad, 8, 0, 0, 0));
	n("write eventfd", syscall(SYS_write, ev, bad, 8)); n("write nothing", syscall(SYS_write, p[1], bad, 0));
	rests();
	fresh();
	n("writev pipe, second", syscall(SYS_writev, p[1], v, 2)); n("writev stream, second", syscall(SYS_writev, s[1], v, 2));
	n("writev datagram, second", syscall(SYS_writev, d[1], v, 2)); n("sendmsg packet, second", syscall(SYS_sendmsg, q[1], &m, 0));
	rests();
	fresh();
	n("writev pipe, first", syscall(SYS_writev, p[1], w, 2)); n("writev vector", syscall(SYS_writev, p[1], bad, 2));
	n("writev vector, none", syscall(SYS_writev, p[1], bad, 0)); n("sendmsg header", syscall(SYS_sendmsg, s[1], bad, 0));
	n("recvmsg header", syscall(SYS_recvmsg, s[0], bad, 0));
	m.msg_iov = (void *)bad;
	n("sendmsg vector", syscall(SYS_sendmsg, s[1], &m, 0)); n("recvmsg vector", syscall(SYS_recvmsg, s[0], &m, 0));
	rests();
	fresh();
	m = (struct msghdr){ .msg_iov = &(struct iovec){ good, 8 }, .msg_iovlen = 1, .msg_control = bad, .msg_controllen = 64 };
	n("sendmsg control", syscall(SYS_sendmsg, s[0], &m, 0));
	m = (struct msghdr){ .msg_iov = &(struct iovec){ good, 8 }, .msg_iovlen = 1, .msg_name = bad, .msg_namelen = 16 };
	n("sendmsg name", syscall(SYS_sendmsg, d[0], &m, 0)); n("recvmsg name", syscall(SYS_recvmsg, d[0], &m, 0));
	n("sendto address", syscall(SYS_sendto, d[0], "x", 1, 0, bad, 16)); n("recvfrom length", syscall(SYS_recvfrom, d[0], good, 8, 0, good + 64, bad));
	rests();
}
static void round_(void)
{
	for (int i = 0; i < BADS; i++) { printf("%s:\n", bad_names[i]); reads(bads[i]); writes(bads[i]); }
	// Sizes: what is there is done, up to where memory ends; beyond all sizes is EINVAL.
	static const size_t sizes[] = { INT_MAX, (size_t)INT_MAX + 1, SSIZE_MAX, (size_t)SSIZE_MAX + 1, SIZE_MAX, SIZE_MAX - 4095 };
	for (int i = 0; i < 6; i++) {
		char *end = crossing_page + 4096 - 100;
		fresh();
		printf("size %d:\n", i);
		n("read pipe", syscall(SYS_read, p[0], end, sizes[i])); n("read stream", syscall(SYS_read, s[0], end, sizes[i]));
		n("read datagram", syscall(SYS_read, d[0], end, sizes[i])); n("recv packet", syscall(SYS_recvfrom, q[0], end, sizes[i], 0, 0, 0));
		n("read eventfd", syscall(SYS_read, ev, end, sizes[i])); n("read timerfd", syscall(SYS_read, tf, end, sizes[i]));
		rests();
		fresh();
		memset(end, 'e', 100);
		n("write pipe", syscall(SYS_write, p[1], end, sizes[i])); n("write stream", syscall(SYS_write, s[1], end, sizes[i]));
		n("write datagram", syscall(SYS_write, d[1], end, sizes[i])); n("send packet", syscall(SYS_sendto, q[1], end, sizes[i], 0, 0, 0));
		memset(end, 0, 100);
		n("write eventfd", syscall(SYS_write, ev, end, sizes[i]));
		struct iovec v[2] = { { good, 4 }, { end, sizes[i] } };
		n("readv pipe", syscall(SYS_readv, p[0], v, 2)); n("readv stream", syscall(SYS_readv, s[0], v, 2));
		rests();
	}
}
int main(void) { every_way(round_); return done(); }
