#include "sockets/pair.h"
#include <sys/uio.h>
// Each type of pair: boundaries, every flag of send and recv, empty messages, vectors, bad memory, FIONREAD.
static char buf[300];
static long get(const char *what, int room, int flags)
{
	memset(buf, 0, sizeof buf);
	long r = recv(s[1], buf, room, flags);
	printf("  %s: %ld %s\n", what, r, r < 0 ? ename(errno) : buf);
	return r;
}
static void put(const char *text) { CHECK(send(s[0], text, strlen(text), 0) == (long)strlen(text)); }
static void queue(const char *what)
{
	int in = -1, out = -1;
	int a = ioctl(s[1], FIONREAD, &in), b = ioctl(s[0], TIOCOUTQ, &out);
	// What a message takes of memory is the host's; none is none.
	printf("  %s: FIONREAD %d %d, out %d %d\n", what, a, in, b, out > 0);
}
static void drain(void) { int n = 0; while (recv(s[1], buf, sizeof buf, MSG_DONTWAIT) > 0 && n++ < 100); }
static void type(const char *name, int t)
{
	printf("%s\n", name);
	renew(t | SOCK_NONBLOCK);
	queue("new");
	get("empty", 10, 0);
	get("empty, 0 asked", 0, 0);
	put("one"); put("two"); put("three");
	queue("three");
	get("part", 2, 0);
	queue("part taken");
	get("next", 100, 0);
	get("next", 100, 0);
	get("next", 100, 0);
	// Peek and trunc.
	put("abcdef"); put("ghi");
	get("peek", 4, MSG_PEEK);
	get("peek all", 100, MSG_PEEK);
	get("peek and trunc", 2, MSG_PEEK | MSG_TRUNC);
	get("trunc", 2, MSG_TRUNC);
	get("then", 100, 0);
	drain();
	put("abcdef"); put("ghi");
	get("wait for all", 8, MSG_WAITALL);
	get("then", 100, 0);
	drain();
	put("abc");
	get("wait for all, not enough", 10, MSG_WAITALL);
	put("abc");
	get("wait for all and peek", 10, MSG_WAITALL | MSG_PEEK | MSG_DONTWAIT);
	drain();
	put("abc");
	get("error queue", 10, MSG_ERRQUEUE);
	get("out of band", 10, MSG_OOB);
	get("unknown", 10, 0x8000000);
	drain();
	show("  send out of band", send(s[0], "o", 1, MSG_OOB));
	queue("then");
	get("  out of band", 10, MSG_OOB);
	drain();
	show("  send end of record", send(s[0], "e", 1, MSG_EOR));
	show("  send to route", send(s[0], "e", 1, MSG_DONTROUTE));
	show("  send more", send(s[0], "m", 1, MSG_MORE));
	show("  send confirm", send(s[0], "c", 1, MSG_CONFIRM));
	show("  send unknown", send(s[0], "u", 1, 0x8000));
	show("  send no signal", send(s[0], "n", 1, MSG_NOSIGNAL));
	get("them", 100, 0);
	drain();
	// Empty ones.
	show("  empty message", send(s[0], "", 0, 0));
	queue("empty message");
	put("x");
	show("  empty write", write(s[0], "", 0));
	put("y");
	for (int i = 0; i < 4; i++) get("with empty ones", 10, 0);
	struct msghdr none = { 0 };
	show("  sendmsg of nothing", sendmsg(s[0], &none, 0));
	get("that", 10, 0);
	put("abc");
	get("0 asked", 0, 0);
	get("then", 10, 0);
	// Vectors.
	struct iovec w[4] = { { "one", 3 }, { 0, 0 }, { "two", 3 }, { "three", 5 } }, r[3] = { { buf, 4 }, { buf + 4, 0 }, { buf + 4, 3 } };
	struct msghdr m = { .msg_iov = w, .msg_iovlen = 4 };
	show("  sendmsg", sendmsg(s[0], &m, 0));
	put("next");
	m = (struct msghdr){ .msg_iov = r, .msg_iovlen = 3 };
	memset(buf, 0, sizeof buf);
	show("  recvmsg", recvmsg(s[1], &m, 0));
	printf("  %s flags %x name %d\n", buf, m.msg_flags, m.msg_namelen);
	show("  recvmsg trunc", recvmsg(s[1], &m, MSG_TRUNC | MSG_DONTWAIT));
	printf("  flags %x\n", m.msg_flags);
	drain();
	show("  writev", writev(s[0], w, 4));
	show("  readv", readv(s[1], r, 3));
	drain();
	// sendmmsg and recvmmsg.
	struct iovec iv[5] = { { "a", 1 }, { "bb", 2 }, { "", 0 }, { "cccc", 4 }, { "ddddd", 5 } };
	struct mmsghdr mm[6] = { 0 };
	for (int i = 0; i < 5; i++) mm[i].msg_hdr = (struct msghdr){ .msg_iov = &iv[i], .msg_iovlen = 1 };
	show("  sendmmsg", sendmmsg(s[0], mm, 5, 0));
	for (int i = 0; i < 5; i++) { printf(" %d", mm[i].msg_len); iv[i] = (struct iovec){ buf + i * 8, 3 }; mm[i].msg_len = 99; }
	puts("");
	show("  recvmmsg", recvmmsg(s[1], mm, 5, MSG_DONTWAIT, 0));
	for (int i = 0; i < 5; i++) printf(" %d/%x", mm[i].msg_len, mm[i].msg_hdr.msg_flags);
	puts("");
	drain();
	show("  recvmmsg, nothing", recvmmsg(s[1], mm, 5, MSG_DONTWAIT, 0));
	put("q");
	struct timespec ts = { 0, 1000000 };
	show("  recvmmsg, one", recvmmsg(s[1], mm, 5, MSG_WAITFORONE, &ts));
	show("  recvmmsg bad time", recvmmsg(s[1], mm, 5, 0, &(struct timespec){ 0, -1 }));
	show("  sendmmsg none", sendmmsg(s[0], mm, 0, 0));
	show("  recvmmsg none", recvmmsg(s[1], mm, 0, 0, 0));
	show("  sendmmsg bad", syscall(SYS_sendmmsg, s[0], 8, 1, 0));
	// Bad memory.
	put("kept");
	show("  recv bad", recv(s[1], (void *)8, 10, 0));
	get("is it kept", 10, 0);
	show("  send bad", send(s[0], (void *)8, 10, 0));
	struct iovec bad[2] = { { "good", 4 }, { (void *)8, 4 } };
	m = (struct msghdr){ .msg_iov = bad, .msg_iovlen = 2 };
	show("  sendmsg bad part", sendmsg(s[0], &m, 0));
	get("nothing of it", 10, 0);
	show("  sendmsg bad header", syscall(SYS_sendmsg, s[0], 8, 0));
	show("  recvmsg bad header", syscall(SYS_recvmsg, s[1], 8, 0));
	m.msg_iovlen = 1025;
	show("  sendmsg too many", sendmsg(s[0], &m, 0));
	m = (struct msghdr){ .msg_control = (void *)8, .msg_controllen = 20 };
	show("  sendmsg bad control", syscall(SYS_sendmsg, s[0], &m, 0));
	char peer[120];
	socklen_t len = sizeof peer;
	put("named");
	show("  recvfrom", recvfrom(s[1], buf, 10, 0, (void *)peer, &len));
	printf("  name of %d\n", (int)len);
	put("named");
	show("  recvfrom bad length", recvfrom(s[1], buf, 10, 0, (void *)peer, (void *)8));
	drain();
	queue("drained");
}
int main(void)
{
	type("stream", SOCK_STREAM);
	type("datagram", SOCK_DGRAM);
	type("seqpacket", SOCK_SEQPACKET);
	show("closed", send(999, "x", 1, 0));
	show("closed", recv(999, buf, 1, 0));
	return done();
}
