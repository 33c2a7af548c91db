// Messages with descriptors and credentials over a socket pair.
#ifndef PAIR_H
#define PAIR_H
#include "check.h"
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

static int s[2];

static void renew(int type)
{
	if (s[0] > 0) close(s[0]);
	if (s[1] > 0) close(s[1]);
	CHECK(!socketpair(AF_UNIX, type, 0, s));
}

static long send_fds(int fd, const char *text, const int *fds, int n)
{
	static union { char c[CMSG_SPACE(300 * sizeof(int))]; struct cmsghdr h; } u;
	struct iovec v = { (void *)text, strlen(text) };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = u.c, .msg_controllen = CMSG_SPACE(n * sizeof(int)) };
	memset(&u, 0, sizeof u);
	u.h.cmsg_level = SOL_SOCKET;
	u.h.cmsg_type = SCM_RIGHTS;
	u.h.cmsg_len = CMSG_LEN(n * sizeof(int));
	memcpy(CMSG_DATA(&u.h), fds, n * sizeof(int));
	return sendmsg(fd, &m, 0);
}

// Prints what came; returns the number of descriptors, put into fds.
static int receive(const char *what, int fd, int *fds, int room, int data, int flags)
{
	static union { char c[CMSG_SPACE(300 * sizeof(int)) + 100]; struct cmsghdr h; } u;
	char buf[256] = "";
	struct iovec v = { buf, data };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = room ? u.c : 0, .msg_controllen = room };
	int n = 0;
	long r = recvmsg(fd, &m, flags);
	printf("%s: %ld", what, r);
	if (r < 0) { printf(" %s\n", ename(errno)); return 0; }
	printf(" '%s' flags %x", buf, m.msg_flags);
	for (struct cmsghdr *h = CMSG_FIRSTHDR(&m); h; h = CMSG_NXTHDR(&m, h)) {
		int bytes = h->cmsg_len - CMSG_LEN(0);
		if (h->cmsg_type == SCM_RIGHTS) {
			n = bytes / sizeof(int);
			memcpy(fds, CMSG_DATA(h), n * sizeof(int));
			printf(", %d descriptors", n);
		} else if (h->cmsg_type == SCM_CREDENTIALS) {
			struct ucred c;
			memcpy(&c, CMSG_DATA(h), sizeof c);
			printf(", from %s", c.pid == getpid() ? "this" : c.pid == getppid() ? "the parent" : c.pid ? "another" : "nobody");
			printf(" %d %d", c.uid == getuid(), c.gid == getgid());
		} else printf(", control %d of %d", h->cmsg_type, bytes);
	}
	printf(", control %d\n", (int)m.msg_controllen);
	return n;
}
#endif
