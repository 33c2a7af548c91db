#include "cancel/points.h"
#include <sys/socket.h>
#include <sys/un.h>
#include <netinet/in.h>
#include <arpa/inet.h>
// accept, connect, recv, recvfrom, recvmsg, send, sendmsg, fcntl(F_SETLKW).
static int listener = -1, s[2] = { -1, -1 }, client = -1;
static struct sockaddr_in addr;
static char buf[70000];
static void listening(void)
{
	socklen_t n = sizeof addr;
	if (listener >= 0) { close(listener); close(client); }
	addr = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	listener = socket(AF_INET, SOCK_STREAM, 0);
	client = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(!bind(listener, (void *)&addr, sizeof addr) && !listen(listener, 5) && !getsockname(listener, (void *)&addr, &n));
}
static void visit(void) { CHECK(!connect(client, (void *)&addr, sizeof addr)); }
static long call_accept(void) { int r = accept(listener, 0, 0); return r < 0 ? r : close(r); }
static long call_accept4(void) { int r = accept4(listener, 0, 0, SOCK_CLOEXEC); return r < 0 ? r : close(r); }
static void pair(void)
{
	close(s[0]); close(s[1]);
	CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, s));
}
static void filled(void)
{
	pair();
	while (send(s[1], buf, sizeof buf, MSG_DONTWAIT) > 0);
	while (send(s[1], buf, 1, MSG_DONTWAIT) > 0);
}
static long call_recv(void) { return recv(s[0], buf, 9, 0); }
static long call_recvfrom(void) { return recvfrom(s[0], buf, 9, 0, 0, 0); }
static long call_recvmsg(void) { struct iovec v = { buf, 9 }; struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 }; return recvmsg(s[0], &m, 0); }
static long call_send(void) { return send(s[1], "hello", 5, 0); }
static long call_sendmsg(void) { struct iovec v = { "hello", 5 }; struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 }; return sendmsg(s[1], &m, 0); }
static void feed(void) { send(s[1], "data", 4, 0); }
static void drain(void) { while (recv(s[0], buf, sizeof buf, MSG_DONTWAIT) > 0); }

static int holder[2], file;
static pid_t owner;
static void lock_elsewhere(void)
{
	char c;
	int ready[2];
	if (owner) { close(holder[1]); waitpid(owner, 0, 0); }
	pipe(holder);
	pipe(ready);
	owner = fork();
	if (!owner) {
		struct flock l = { .l_type = F_WRLCK };
		fcntl(file, F_SETLK, &l);
		close(holder[1]);
		write(ready[1], "r", 1);
		read(holder[0], &c, 1);
		_exit(0);
	}
	read(ready[0], &c, 1);
	close(ready[0]); close(ready[1]);
}
static long call_lock(void)
{
	struct flock l = { .l_type = F_WRLCK };
	long r = fcntl(file, F_SETLKW, &l);
	l.l_type = F_UNLCK;
	fcntl(file, F_SETLK, &l);
	return r;
}
static void release(void) { close(holder[1]); waitpid(owner, 0, 0); owner = 0; close(holder[0]); }

int main(void)
{
	static const struct point points[] = {
		{ "accept", listening, call_accept, visit }, { "accept4", listening, call_accept4, visit },
		{ "recv", pair, call_recv, feed }, { "recvfrom", pair, call_recvfrom, feed }, { "recvmsg", pair, call_recvmsg, feed },
		{ "send", filled, call_send, drain }, { "sendmsg", filled, call_sendmsg, drain },
		{ "fcntl(F_SETLKW)", lock_elsewhere, call_lock, release },
	};
	signal(SIGPIPE, SIG_IGN);
	file = open("lock", O_RDWR | O_CREAT, 0600);
	for (size_t i = 0; i < sizeof points / sizeof *points; i++) cancel_at(&points[i]);
	if (owner) release();
	return done();
}
