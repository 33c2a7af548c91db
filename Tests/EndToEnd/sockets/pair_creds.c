#include "sockets/pair.h"
// SCM_CREDENTIALS and SO_PASSCRED: given, made up, of a child, with descriptors, not asked for.
static int got[8];
static long send_cred(int fd, pid_t pid, uid_t uid, gid_t gid, int with)
{
	union { char c[200]; struct cmsghdr h; } u;
	struct iovec v = { "cred", 4 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = u.c, .msg_controllen = CMSG_SPACE(sizeof(struct ucred)) };
	struct ucred c = { pid, uid, gid };
	memset(&u, 0, sizeof u);
	u.h.cmsg_level = SOL_SOCKET;
	u.h.cmsg_type = SCM_CREDENTIALS;
	u.h.cmsg_len = CMSG_LEN(sizeof c);
	memcpy(CMSG_DATA(&u.h), &c, sizeof c);
	if (with >= 0) {
		struct cmsghdr *h = (void *)(u.c + CMSG_SPACE(sizeof c));
		m.msg_controllen += CMSG_SPACE(sizeof(int));
		h->cmsg_level = SOL_SOCKET;
		h->cmsg_type = SCM_RIGHTS;
		h->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(h), &with, sizeof with);
	}
	return sendmsg(fd, &m, 0);
}
static long raw_control(int level, int type, int len, int total)
{
	union { char c[200]; struct cmsghdr h; } u;
	struct iovec v = { "raw", 3 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = u.c, .msg_controllen = total };
	memset(&u, 0, sizeof u);
	u.h.cmsg_level = level;
	u.h.cmsg_type = type;
	u.h.cmsg_len = len;
	return sendmsg(s[0], &m, 0);
}
static void stranger(void)
{
	if (!getuid()) CHECK(!setgid(65534) && !setuid(65534));
	show("my own", send_cred(s[0], getpid(), getuid(), getgid(), -1));
	show("of root", send_cred(s[0], getpid(), 0, getgid(), -1));
	show("of root's group", send_cred(s[0], getpid(), getuid(), 0, -1));
	show("of the parent", send_cred(s[0], getppid(), getuid(), getgid(), -1));
}
static void type(const char *name, int t)
{
	int on = 1, p[2];
	printf("%s\n", name);
	renew(t | SOCK_NONBLOCK);
	show("not asked for", send_cred(s[0], getpid(), getuid(), getgid(), -1));
	receive("that", s[1], got, 200, 20, 0);
	CHECK(!setsockopt(s[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
	CHECK(send(s[0], "plain", 5, 0) == 5);
	receive("made by the kernel", s[1], got, 200, 20, 0);
	show("given", send_cred(s[0], getpid(), getuid(), getgid(), -1));
	receive("that", s[1], got, 200, 20, 0);
	CHECK(!pipe(p));
	show("with a descriptor", send_cred(s[0], getpid(), getuid(), getgid(), p[0]));
	if (receive("that", s[1], got, 200, 20, 0)) close(got[0]);
	show("again", send_cred(s[0], getpid(), getuid(), getgid(), p[0]));
	if (receive("no room for the descriptor", s[1], got, CMSG_SPACE(sizeof(struct ucred)), 20, 0)) close(got[0]);
	send(s[0], "cut", 3, 0);
	receive("no room", s[1], got, 20, 20, 0);
	send(s[0], "none", 4, 0);
	receive("none asked", s[1], got, 0, 20, 0);
	send(s[1], "back", 4, 0);
	receive("the other end did not ask", s[0], got, 200, 20, 0);
	show("of nobody", send_cred(s[0], INT_MAX, getuid(), getgid(), -1));
	// Two senders in one stream are not mixed in one read.
	send(s[0], "parent", 6, 0);
	pid_t c = fork();
	if (!c) { send(s[0], "child", 5, 0); _exit(0); }
	waitpid(c, 0, 0);
	send(s[0], "again", 5, 0);
	for (int i = 0; i < 4; i++) receive("two senders", s[1], got, 200, 20, 0);
	fflush(stdout);
	in_child("stranger", stranger);
	receive("its own", s[1], got, 200, 20, 0);
	// Wrong control messages.
	show("length 0", raw_control(SOL_SOCKET, SCM_RIGHTS, 0, 32));
	show("length too long", raw_control(SOL_SOCKET, SCM_RIGHTS, 100, 32));
	show("half a descriptor", raw_control(SOL_SOCKET, SCM_RIGHTS, CMSG_LEN(2), 32));
	show("length of credentials", raw_control(SOL_SOCKET, SCM_CREDENTIALS, CMSG_LEN(4), 32));
	show("unknown type", raw_control(SOL_SOCKET, 77, CMSG_LEN(4), 32));
	show("another level", raw_control(1000, SCM_RIGHTS, CMSG_LEN(4), 32));
	show("less than a header", raw_control(SOL_SOCKET, SCM_RIGHTS, CMSG_LEN(4), 8));
	while (recv(s[1], (char[20]){ 0 }, 20, 0) > 0);
	close(p[0]);
	close(p[1]);
}
int main(void)
{
	type("stream", SOCK_STREAM);
	type("datagram", SOCK_DGRAM);
	type("seqpacket", SOCK_SEQPACKET);
	return done();
}
