// send, recv, sendmsg, recvmsg, with descriptors and credentials.
#include <sys/socket.h>
#include <sys/stat.h>
#include "fuzz.h"

// Peeking at an offset, waiting for all and the like may wait although poll says there is something.
static int receiving(int f, long *n, long flags)
{
	if (flags & MSG_DONTWAIT || !blocking(f)) return flags;
	long most = guard(f, POLLIN, *n);
	if (most == BLOCKED) return -1;
	*n = most;
	return flags & (MSG_PEEK | MSG_WAITALL | MSG_OOB) || most <= 0 ? (int)flags | MSG_DONTWAIT : (int)flags;
}

static int sending(int f, long *n, long flags)
{
	if (flags & MSG_DONTWAIT || !blocking(f)) return flags;
	long most = guard(f, POLLOUT, *n);
	if (most == BLOCKED) return -1;
	*n = most;
	return flags;
}

static void do_send(const long *a)
{
	int f = fd(a[0]);
	long n = a[1];
	int flags = sending(f, &n, a[2]);
	if (flags != -1) result(send(f, source(n, a[3], a[4]), n, flags));
}

static void do_recv(const long *a)
{
	int f = fd(a[0]);
	long n = a[1];
	int flags = receiving(f, &n, a[2]);
	if (flags == -1) return;
	void *p = target(n, a[3]);
	long r = result(recv(f, p, n, flags));
	say_data(p, r > n ? n : r);
}

union control {
	struct cmsghdr align;
	char bytes[256];
};

static void add_control(struct msghdr *m, union control *c, int type, const void *data, size_t n)
{
	memset(c, 0, sizeof *c);
	m->msg_control = c, m->msg_controllen = CMSG_SPACE(n);
	struct cmsghdr *h = CMSG_FIRSTHDR(m);
	h->cmsg_level = SOL_SOCKET, h->cmsg_type = type, h->cmsg_len = CMSG_LEN(n);
	memcpy(CMSG_DATA(h), data, n);
}

enum { NOTHING, ONEFD, TWOFDS, CREDENTIALS, WRONGCREDENTIALS, WRONGTYPE };

// A socket that is only left in a message is freed by a collector, at no certain time. So whoever sends one keeps it.
static int kept(int fd)
{
	struct stat st;
	if (fstat(fd, &st) || !S_ISSOCK(st.st_mode)) return fd;
	if (depth() || fcntl(fd, F_DUPFD_CLOEXEC, HELD) < 0) return 0;
	return fd;
}

static void attach(struct msghdr *m, union control *c, const long *a)
{
	int fds[] = { fd(a[0]), fd(a[1]) };
	struct ucred u = { getpid(), getuid(), getgid() };
	switch (a[2]) {
	case ONEFD: case TWOFDS:
		for (int i = 0; i < 2; i++) fds[i] = kept(fds[i]);
		add_control(m, c, SCM_RIGHTS, fds, a[2] * sizeof *fds); break;
	case WRONGCREDENTIALS: u.pid = -5; // fall through
	case CREDENTIALS: add_control(m, c, SCM_CREDENTIALS, &u, sizeof u); break;
	case WRONGTYPE: add_control(m, c, 99, fds, 4); break;
	}
}

static void do_sendmsg(const long *a)
{
	struct iovec v[1025];
	struct msghdr m = { .msg_iov = v };
	union control c;
	int f = fd(a[0]);
	long n = a[1];
	int flags = sending(f, &n, a[3]);
	if (flags == -1) return;
	m.msg_iovlen = split(v, source(n, 0, a[7]), n, a[2]);
	attach(&m, &c, a + 4);
	result(sendmsg(f, &m, flags));
}

// Received descriptors go into slots from `to` on; those that find none are closed.
static void take_descriptors(struct cmsghdr *h, long to)
{
	int n = (h->cmsg_len - CMSG_LEN(0)) / sizeof(int), *fds = (int *)CMSG_DATA(h);
	for (int i = 0; i < n; i++) {
		say(" fd %d (%d)", fds[i], fcntl(fds[i], F_GETFD));
		if (to + i < SLOTS) put(to + i, fds[i]);
		else close(fds[i]);
	}
}

static void say_control(struct msghdr *m, long to)
{
	say(" flags %x control %d", m->msg_flags, (int)m->msg_controllen);
	for (struct cmsghdr *h = CMSG_FIRSTHDR(m); h; h = CMSG_NXTHDR(m, h)) {
		struct ucred *u = (struct ucred *)CMSG_DATA(h);
		say(" [%d/%d %d", h->cmsg_level, h->cmsg_type, (int)h->cmsg_len);
		if (h->cmsg_type == SCM_RIGHTS) take_descriptors(h, to);
		if (h->cmsg_type == SCM_CREDENTIALS && h->cmsg_len >= CMSG_LEN(sizeof *u)) say(" mine %d uid %d gid %d", u->pid == getpid(), u->uid, u->gid);
		say("]");
	}
}

static void do_recvmsg(const long *a)
{
	struct iovec v[1025];
	union control c;
	char name[128];
	memset(&c, 0, sizeof c);
	struct msghdr m = { .msg_iov = v, .msg_control = a[4] ? &c : 0, .msg_controllen = a[4], .msg_name = a[6] & 1 ? name : 0, .msg_namelen = sizeof name };
	int f = fd(a[0]);
	long n = a[1];
	int flags = receiving(f, &n, a[3]);
	if (flags == -1) return;
	char *p = target(n, a[7]);
	m.msg_iovlen = split(v, p, n, a[2]);
	long r = result(recvmsg(f, &m, flags));
	if (r < 0) return;
	if (a[2] > 0) say_data(p, r > n ? n : r);
	if (a[6] & 1) say(" name %u", m.msg_namelen);
	say_control(&m, a[5]);
}

static void do_sendmany(const long *a)
{
	struct iovec v[3];
	struct mmsghdr m[3] = { 0 };
	int n = a[2] > 3 ? 3 : a[2], f = fd(a[0]);
	for (int i = 0; i < n; i++) {
		v[i] = (struct iovec){ source(a[1], i * 100, GOOD), a[1] % SHORT };
		m[i].msg_hdr.msg_iov = &v[i], m[i].msg_hdr.msg_iovlen = 1;
	}
	result(sendmmsg(f, m, n, MSG_DONTWAIT | a[3]));
}

static void do_recvmany(const long *a)
{
	struct iovec v[3];
	struct mmsghdr m[3] = { 0 };
	int n = a[2] > 3 ? 3 : a[2], f = fd(a[0]);
	char *p = target(LARGEST, GOOD);
	for (int i = 0; i < n; i++) {
		v[i] = (struct iovec){ p + i * 20000, a[1] < 20000 ? a[1] : 20000 };
		m[i].msg_hdr.msg_iov = &v[i], m[i].msg_hdr.msg_iovlen = 1;
	}
	int got = result(recvmmsg(f, m, n, MSG_DONTWAIT | a[3], 0));
	for (int i = 0; i < got; i++) {
		long r = m[i].msg_len;
		say(" %ld flags %x", r, m[i].msg_hdr.msg_flags);
		say_data(v[i].iov_base, r > (long)v[i].iov_len ? (long)v[i].iov_len : r);
	}
}

static const struct call calls[] = {
	{ "send", C_SOCKET, 8, "fd@sock n@size flags@sendflags data@data mem@mem", do_send },
	{ "recv", C_SOCKET, 10, "fd@sock n@take flags@recvflags mem@mem", do_recv },
	{ "sendmsg", C_SOCKET, 6, "fd@sock n@size parts@parts flags@sendflags a@any b@any with@attach mem@mem", do_sendmsg },
	{ "recvmsg", C_SOCKET, 7, "fd@sock n@take parts@parts flags@recvflags control@control to@+any name@bit mem@mem", do_recvmsg },
	{ "sendmany", C_SOCKET, 1, "fd@sock n@take count@four flags@sendflags", do_sendmany },
	{ "recvmany", C_SOCKET, 1, "fd@sock n@take count@four flags@recvflags", do_recvmany },
};
const struct family message_calls = { calls, LENGTH(calls) };
