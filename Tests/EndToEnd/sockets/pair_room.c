#include "sockets/pair.h"
#include <poll.h>
// What each type of pair takes before EAGAIN, for many sizes of messages and buffers; too long messages.
static char big[1 << 20];
static int wait_for(int fd, int events)
{
	struct pollfd p = { fd, events, 0 };
	poll(&p, 1, 0);
	return p.revents;
}
static void type(const char *name, int t)
{
	static const long sizes[] = { 1, 10, 100, 1000, 1024, 4095, 4096, 4097, 8192, 20000, 65536, 100000, 200000, 212959, 212960, 212961, 300000, 1 << 20 };
	printf("%s\n", name);
	for (int i = 0; i < 18; i++) {
		renew(t | SOCK_NONBLOCK);
		long total = 0, r, n = 0;
		while ((r = send(s[0], big, sizes[i], 0)) > 0) { total += r; n++; }
		printf("  %ld: %ld in %ld, %s, poll %x %x", sizes[i], total, n, ename(errno), wait_for(s[0], POLLOUT), wait_for(s[1], POLLIN));
		// The other direction has its own room.
		CHECK(send(s[1], "x", 1, 0) == 1 && recv(s[0], big, 1, 0) == 1);
		long back = 0, first = 0;
		while ((r = recv(s[1], big, sizeof big, 0)) > 0) { back += r; if (!first++) printf(", after one: %x", wait_for(s[0], POLLOUT)); }
		CHECK(back == total && errno == EAGAIN);
		long again = 0;
		while ((r = send(s[0], big, sizes[i], 0)) > 0) again += r;
		printf(", again %ld\n", again == total ? 0 : again);
	}
	static const int buffers[] = { 0, 1, 2048, 5000, 50000, 212992 };
	for (int i = 0; i < 6; i++) {
		renew(t | SOCK_NONBLOCK);
		int v = buffers[i];
		socklen_t len = sizeof v;
		CHECK(!setsockopt(s[0], SOL_SOCKET, SO_SNDBUF, &v, sizeof v) && !setsockopt(s[1], SOL_SOCKET, SO_RCVBUF, &v, sizeof v));
		CHECK(!getsockopt(s[0], SOL_SOCKET, SO_SNDBUF, &v, &len));
		printf("  buffer %d is %d", buffers[i], v);
		CHECK(!getsockopt(s[1], SOL_SOCKET, SO_RCVBUF, &v, &len));
		printf(" %d", v);
		for (int k = 0; k < 3; k++) {
			static const int messages[] = { 1, 500, 3000 };
			long total = 0, r;
			while ((r = send(s[0], big, messages[k], 0)) > 0) total += r;
			printf(", %ld of %d %s", total, messages[k], ename(errno));
			while (recv(s[1], big, sizeof big, 0) > 0);
		}
		puts("");
	}
}
int main(void)
{
	type("stream", SOCK_STREAM);
	type("datagram", SOCK_DGRAM);
	type("seqpacket", SOCK_SEQPACKET);
	return done();
}
