#include "check.h"
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
// Unix sockets: stream, datagram, seqpacket, names, passing descriptors and credentials, message flags.
static int send_fds(int s, const char *text, int *fds, int n)
{
	struct iovec v = { (void *)text, strlen(text) };
	union { char c[CMSG_SPACE(4 * sizeof(int))]; struct cmsghdr h; } u;
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = u.c, .msg_controllen = CMSG_SPACE(n * sizeof(int)) };
	memset(&u, 0, sizeof u);
	struct cmsghdr *h = CMSG_FIRSTHDR(&m);
	h->cmsg_level = SOL_SOCKET;
	h->cmsg_type = SCM_RIGHTS;
	h->cmsg_len = CMSG_LEN(n * sizeof(int));
	memcpy(CMSG_DATA(h), fds, n * sizeof(int));
	return sendmsg(s, &m, 0);
}
static int receive(int s, int *fds, int room, int flags)
{
	char buf[32] = "";
	struct iovec v = { buf, sizeof buf - 1 };
	union { char c[CMSG_SPACE(8 * sizeof(int))]; struct cmsghdr h; } u;
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = u.c, .msg_controllen = room };
	int r = recvmsg(s, &m, flags), n = 0;
	for (struct cmsghdr *h = r < 0 ? 0 : CMSG_FIRSTHDR(&m); h; h = CMSG_NXTHDR(&m, h)) {
		if (h->cmsg_type == SCM_RIGHTS) {
			n = (h->cmsg_len - CMSG_LEN(0)) / sizeof(int);
			memcpy(fds, CMSG_DATA(h), n * sizeof(int));
		} else if (h->cmsg_type == SCM_CREDENTIALS) {
			struct ucred c;
			memcpy(&c, CMSG_DATA(h), sizeof c);
			printf("credentials: sender's pid %d uid %d gid %d\n", c.pid == getpid(), c.uid == getuid(), c.gid == getgid());
		}
	}
	printf("received %d '%s', %d descriptors, flags %x\n", r, buf, n, r < 0 ? 0 : m.msg_flags & ~MSG_CMSG_CLOEXEC);
	return n;
}
int main(void)
{
	int s[2], p[2], got[4] = { 0 }, st;
	char buf[64];
	struct sockaddr_un a = { .sun_family = AF_UNIX, .sun_path = "sock" }, peer;
	socklen_t len;
	signal(SIGPIPE, SIG_IGN);
	CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, s) && !pipe(p));
	show("send descriptors", send_fds(s[0], "two", p, 2));
	CHECK(receive(s[1], got, CMSG_SPACE(2 * sizeof(int)), MSG_CMSG_CLOEXEC) == 2);
	printf("close-on-exec %d\n", fcntl(got[0], F_GETFD));
	write(got[1], "through", 7);
	show("through the passed ones", read(p[0], buf, 10));
	close(got[0]); close(got[1]);
	send_fds(s[0], "cut", p, 2);
	receive(s[1], got, CMSG_SPACE(0), 0);
	show("send a bad one", send_fds(s[0], "bad", (int[]){ 999 }, 1));
	// Between processes.
	pid_t c = fork();
	if (!c) {
		int f[4];
		CHECK(receive(s[1], f, CMSG_SPACE(4 * sizeof(int)), 0) == 1);
		write(f[0], "from the child", 14);
		_exit(check_failures);
	}
	int fd = open("file", O_RDWR | O_CREAT, 0600);
	send_fds(s[0], "file", &fd, 1);
	waitpid(c, &st, 0);
	printf("file has %zd bytes\n", pread(fd, buf, sizeof buf, 0));
	setsockopt(s[1], SOL_SOCKET, SO_PASSCRED, &(int){ 1 }, sizeof(int));
	write(s[0], "cred", 4);
	receive(s[1], got, CMSG_SPACE(64), 0);
	struct ucred u;
	len = sizeof u;
	CHECK(!getsockopt(s[1], SOL_SOCKET, SO_PEERCRED, &u, &len) && u.pid == getpid() && u.uid == getuid());
	send(s[0], "peek", 4, 0);
	show("MSG_PEEK", recv(s[1], buf, 3, MSG_PEEK));
	show("MSG_WAITALL", (send(s[0], "more", 4, 0), recv(s[1], buf, 8, MSG_WAITALL)));
	show("MSG_DONTWAIT", recv(s[1], buf, 8, MSG_DONTWAIT));
	show("shutdown", shutdown(s[0], SHUT_WR));
	show("end", read(s[1], buf, 8));
	show("write after shutdown", write(s[0], "x", 1));
	close(s[1]);
	show("peer gone", send(s[0], "x", 1, MSG_NOSIGNAL));

	int l = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), k = socket(AF_UNIX, SOCK_STREAM, 0);
	show("connect before bind", connect(k, (void *)&a, sizeof a));
	show("bind", bind(l, (void *)&a, sizeof a));
	show("bind again", bind(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&a, sizeof a));
	show("connect before listen", connect(k, (void *)&a, sizeof a));
	show("listen", listen(l, 3));
	show("connect", connect(k, (void *)&a, sizeof a));
	len = sizeof peer;
	int m = accept4(l, (void *)&peer, &len, SOCK_NONBLOCK);
	printf("accepted, name length %d\n", (int)len);
	show("empty", read(m, buf, 1));
	len = sizeof peer;
	getpeername(k, (void *)&peer, &len);
	printf("peer %s\n", peer.sun_path);
	struct sockaddr_un abs = { .sun_family = AF_UNIX };
	snprintf(abs.sun_path + 1, 100, "endtoend-%d", getpid());
	int d = socket(AF_UNIX, SOCK_DGRAM, 0), e = socket(AF_UNIX, SOCK_DGRAM, 0);
	show("abstract bind", bind(d, (void *)&abs, sizeof abs));
	show("sendto", sendto(e, "datagram", 8, 0, (void *)&abs, sizeof abs));
	show("sendto", sendto(e, "second", 6, 0, (void *)&abs, sizeof abs));
	show("truncated", recv(d, buf, 4, MSG_TRUNC));
	show("next", recv(d, buf, 64, 0));
	CHECK(!socketpair(AF_UNIX, SOCK_SEQPACKET, 0, s));
	send(s[0], "one", 3, 0);
	send(s[0], "three", 5, 0);
	show("seqpacket", recv(s[1], buf, 64, 0));
	show("seqpacket", recv(s[1], buf, 64, 0));
	struct mmsghdr mm[3] = { 0 };
	struct iovec iv[3] = { { "a", 1 }, { "bb", 2 }, { "ccc", 3 } };
	for (int i = 0; i < 3; i++) mm[i].msg_hdr = (struct msghdr){ .msg_iov = &iv[i], .msg_iovlen = 1 };
	show("sendmmsg", sendmmsg(s[0], mm, 3, 0));
	char in[3][8];
	for (int i = 0; i < 3; i++) iv[i] = (struct iovec){ in[i], 8 };
	show("recvmmsg", recvmmsg(s[1], mm, 3, 0, 0));
	printf("%u %u %u\n", mm[0].msg_len, mm[1].msg_len, mm[2].msg_len);
	show("bad family", socket(99, SOCK_STREAM, 0));
	show("bad type", socket(AF_UNIX, 99, 0));
	show("not a socket", send(fd, "x", 1, 0));
	return done();
}
