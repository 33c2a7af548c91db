#include "sockets/pair.h"
#include <poll.h>
// Shutting down and closing, with and without unread data: what each end then reads, writes, polls, and which signal.
static volatile int pipes;
static void handler(int sig) { pipes++; }
static char buf[64];
static void end(const char *name, int i)
{
	if (s[i] < 0) return;
	int fd = s[i], error = -1;
	socklen_t len = sizeof error;
	struct pollfd p = { fd, POLLIN | POLLOUT | POLLRDHUP | POLLPRI, 0 };
	poll(&p, 1, 0);
	printf("  %s: poll %x", name, p.revents);
	long r = recv(fd, buf, 2, MSG_DONTWAIT);
	printf(", recv %ld %s", r, r < 0 ? ename(errno) : "");
	r = recv(fd, buf, sizeof buf, MSG_DONTWAIT);
	printf(", %ld %s", r, r < 0 ? ename(errno) : "");
	pipes = 0;
	r = send(fd, "w", 1, MSG_DONTWAIT);
	printf(", send %ld %s, %d", r, r < 0 ? ename(errno) : "", pipes);
	pipes = 0;
	r = write(fd, "w", 1);
	printf(", write %ld %s, %d", r, r < 0 ? ename(errno) : "", pipes);
	r = send(fd, "w", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	printf(", %ld %s, %d", r, r < 0 ? ename(errno) : "", pipes);
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len);
	printf(", SO_ERROR %s", ename(error));
	poll(&p, 1, 0);
	printf(", poll %x\n", p.revents);
}
static void both(const char *what)
{
	printf(" %s\n", what);
	end("a", 0);
	end("b", 1);
}
static void shut(int i, int how)
{
	static const char *const names[] = { "SHUT_RD", "SHUT_WR", "SHUT_RDWR" };
	printf(" %s of %c: %s\n", names[how], 'a' + i, ename(shutdown(s[i], how) ? errno : 0));
}
static void gone(int i) { close(s[i]); s[i] = -1; }
static void type(const char *name, int t)
{
	printf("%s\n", name);
	for (int how = 0; how < 3; how++) for (int full = 0; full < 3; full++) {
		renew(t | SOCK_NONBLOCK);
		if (full) { send(s[0], "to b", 4, 0); send(s[1], "to a", 4, 0); }
		shut(0, how);
		if (full == 2) { shut(1, how); both("with data, both"); }
		else both(full ? "with data" : "empty");
		shut(0, how);
		gone(0);
		both("a closed");
	}
	for (int full = 0; full < 4; full++) {
		renew(t | SOCK_NONBLOCK);
		if (full & 1) send(s[0], "to b", 4, 0);
		if (full & 2) send(s[1], "to a", 4, 0);
		gone(0);
		char what[64];
		snprintf(what, sizeof what, "a closed, %s unread in a, %s in b", full & 2 ? "some" : "none", full & 1 ? "some" : "none");
		both(what);
		both("once more");
	}
	renew(t | SOCK_NONBLOCK);
	int copy = dup(s[0]);
	send(s[1], "to a", 4, 0);
	gone(0);
	both("a copy is left");
	close(copy);
	both("the copy closed");
	show(" shutdown 3", shutdown(s[1], 3));
	show(" shutdown -1", shutdown(s[1], -1));
}
int main(void)
{
	signal(SIGPIPE, handler);
	type("stream", SOCK_STREAM);
	type("datagram", SOCK_DGRAM);
	type("seqpacket", SOCK_SEQPACKET);
	show("closed", shutdown(999, SHUT_RD));
	return done();
}
