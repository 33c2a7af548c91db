// Batches where there are any: elsewhere the calls between are made at once, with the same effect.
#ifndef BATCH_TEST_H
#define BATCH_TEST_H
#include "../check.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#if __has_include(<apus/batch.h>)
#include <apus/batch.h>
static int has_batches(void) { return 1; }
#else
static int has_batches(void) { return 0; }
struct batch_result { long number, value; int error, descriptor; };
static long batch_start(void) { return 0; }
static long batch_flush(void) { return 0; }
static long batch_count(void) { return 0; }
static long batch_result(long i, struct batch_result *r) { return -1; }
static long esca_init(void) { return 0; }
#endif

// What the call with an index came to, where there are batches.
static void came_to(int line, long i, long number, long value, int error)
{
	struct batch_result r;
	if (!has_batches()) return;
	if (!batch_result(i, &r) && r.number == number && r.value == value && r.error == error) return;
	printf("line %d: call %ld is %ld: %ld %s, not %ld: %ld %s\n", line, i, r.number, r.value, ename(r.error),
		number, value, ename(error));
	check_failures = 1;
}
#define CAME_TO(i, n, value, error) came_to(__LINE__, i, SYS_##n, value, error)

// Connected: TCP over the loopback, or UNIX.
static void connected(int tcp, int p[2])
{
	if (!tcp) {
		CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, p));
		return;
	}
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof a;
	int l = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(!bind(l, (void *)&a, sizeof a) && !listen(l, 1) && !getsockname(l, (void *)&a, &n));
	p[0] = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(!connect(p[0], (void *)&a, sizeof a));
	p[1] = accept(l, 0, 0);
	CHECK(p[1] >= 0);
	close(l);
}

// Segments with data that the socket has sent.
static long segments(int fd)
{
	struct tcp_info info;
	socklen_t n = sizeof info;
	CHECK(!getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &n));
	return info.tcpi_data_segs_out;
}

static void show_received(const char *what, int fd)
{
	char buf[256];
	struct pollfd p = { .fd = fd, .events = POLLIN };
	poll(&p, 1, 2000);
	long n = recv(fd, buf, sizeof buf, MSG_DONTWAIT);
	if (n < 0) show(what, n);
	else printf("%s: %.*s\n", what, (int)n, buf);
}
#endif
