#include "sockets/pair.h"
#include <poll.h>
#include <sys/time.h>
// Options of pairs: what they are at first, set, read back, wrong ones; time-outs; peeking offset; names and addresses.
#ifndef SO_PEEK_OFF
#define SO_PEEK_OFF 42
#endif
static char buf[64];
static void get(const char *name, int option)
{
	int v[4] = { -9, -9, -9, -9 };
	socklen_t len = sizeof v;
	int r = getsockopt(s[0], SOL_SOCKET, option, v, &len);
	if (r) printf("  %s: %s\n", name, ename(errno));
	else printf("  %s: %d of %d\n", name, v[0], (int)len);
}
static void set(const char *name, int option, int v)
{
	int r = setsockopt(s[0], SOL_SOCKET, option, &v, sizeof v);
	printf("  set %s %d: %s\n", name, v, ename(r ? errno : 0));
	get(name, option);
}
static void type(const char *name, int t)
{
#define O(o) { #o, o }
	static const struct { const char *name; int option; } options[] = {
		O(SO_TYPE), O(SO_DOMAIN), O(SO_PROTOCOL), O(SO_ERROR), O(SO_ACCEPTCONN), O(SO_SNDBUF), O(SO_RCVBUF), O(SO_PASSCRED), O(SO_PEEK_OFF),
		O(SO_RCVLOWAT), O(SO_SNDLOWAT), O(SO_REUSEADDR), O(SO_KEEPALIVE), O(SO_BROADCAST), O(SO_OOBINLINE), O(SO_DONTROUTE), O(SO_LINGER), O(SO_TIMESTAMP),
		O(SO_PRIORITY), O(SO_MARK), O(SO_PASSSEC), O(SO_NO_CHECK), O(SO_BUSY_POLL), O(SO_REUSEPORT), { "999", 999 },
	};
	printf("%s\n", name);
	renew(t);
	for (int i = 0; i < 25; i++) get(options[i].name, options[i].option);
	set("SO_TYPE", SO_TYPE, 1);
	set("SO_ERROR", SO_ERROR, 1);
	set("SO_PASSCRED", SO_PASSCRED, 1);
	set("SO_PASSCRED", SO_PASSCRED, 0);
	set("SO_KEEPALIVE", SO_KEEPALIVE, 1);
	set("SO_BROADCAST", SO_BROADCAST, 5);
	set("SO_REUSEADDR", SO_REUSEADDR, 1);
	set("SO_RCVLOWAT", SO_RCVLOWAT, 5);
	set("SO_RCVLOWAT", SO_RCVLOWAT, 0);
	set("SO_SNDLOWAT", SO_SNDLOWAT, 5);
	set("SO_SNDBUF", SO_SNDBUF, 10000);
	set("SO_RCVBUF", SO_RCVBUF, 1);
	set("999", 999, 1);
	int v = 7;
	socklen_t len = 2;
	show("  short place", getsockopt(s[0], SOL_SOCKET, SO_TYPE, &v, &len));
	printf("  %x of %d\n", v, (int)len);
	len = -1;
	show("  negative length", getsockopt(s[0], SOL_SOCKET, SO_TYPE, &v, &len));
	len = 4;
	show("  bad place", getsockopt(s[0], SOL_SOCKET, SO_TYPE, (void *)8, &len));
	show("  bad length", getsockopt(s[0], SOL_SOCKET, SO_TYPE, &v, (void *)8));
	show("  short value", setsockopt(s[0], SOL_SOCKET, SO_PASSCRED, &v, 2));
	show("  bad value", setsockopt(s[0], SOL_SOCKET, SO_PASSCRED, (void *)8, 4));
	show("  level", getsockopt(s[0], 6, 1, &v, &len));
	show("  level", setsockopt(s[0], 6, 1, &v, 4));
	struct ucred u = { 0 };
	len = sizeof u;
	CHECK(!getsockopt(s[0], SOL_SOCKET, SO_PEERCRED, &u, &len) && len == sizeof u);
	printf("  peer %d %d %d\n", u.pid == getpid(), u.uid == geteuid(), u.gid == getegid());
	// Time-outs.
	struct timeval tv = { 0, 20000 }, back = { 9, 9 };
	len = sizeof back;
	renew(t);
	CHECK(!setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv) && !setsockopt(s[0], SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv));
	CHECK(!getsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &back, &len) && back.tv_sec == 0 && back.tv_usec >= 20000 && back.tv_usec <= 24000);
	double a = seconds();
	show("  recv", recv(s[0], buf, 10, 0));
	show("  read", read(s[0], buf, 10));
	CHECK(seconds() - a >= 0.0399);
	show("  recv, wait for all", (send(s[1], "abc", 3, 0), recv(s[0], buf, 10, MSG_WAITALL)));
	while (send(s[0], buf, 60, MSG_DONTWAIT) > 0);
	a = seconds();
	show("  send", send(s[0], buf, 60, 0));
	CHECK(seconds() - a >= 0.0199);
	show("  poll does not know of it", poll(&(struct pollfd){ s[0], POLLIN, 0 }, 1, 0));
	tv.tv_usec = 1000000;
	show("  a second of microseconds", setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv));
	tv = (struct timeval){ -1, 0 };
	show("  negative", setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv));
	show("  recv", recv(s[0], buf, 10, 0));
	show("  short", setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &tv, 4));
	// Peeking offset.
	renew(t | SOCK_NONBLOCK);
	send(s[1], "abcdef", 6, 0);
	send(s[1], "ghi", 3, 0);
	set("SO_PEEK_OFF", SO_PEEK_OFF, 2);
	for (int i = 0; i < 3; i++) {
		memset(buf, 0, sizeof buf);
		long r = recv(s[0], buf, 2, MSG_PEEK);
		printf("  peek %ld %s\n", r, r < 0 ? ename(errno) : buf);
	}
	get("SO_PEEK_OFF", SO_PEEK_OFF);
	memset(buf, 0, sizeof buf);
	show("  read", recv(s[0], buf, 1, 0));
	get("SO_PEEK_OFF", SO_PEEK_OFF);
	set("SO_PEEK_OFF", SO_PEEK_OFF, -1);
	set("SO_PEEK_OFF", SO_PEEK_OFF, -2);
	memset(buf, 0, sizeof buf);
	show("  peek", recv(s[0], buf, 20, MSG_PEEK));
	// Names.
	struct sockaddr_un un = { .sun_family = AF_UNIX, .sun_path = "name" }, peer;
	len = sizeof peer;
	show("  getsockname", getsockname(s[0], (void *)&peer, &len));
	printf("  family %d, length %d\n", peer.sun_family, (int)len);
	len = sizeof peer;
	show("  getpeername", getpeername(s[0], (void *)&peer, &len));
	printf("  family %d, length %d\n", peer.sun_family, (int)len);
	show("  listen", listen(s[0], 1));
	show("  accept", accept(s[0], 0, 0));
	show("  connect to nothing", connect(s[0], (void *)&un, sizeof un));
	show("  connect to no family", connect(s[0], (void *)&(struct sockaddr){ 0 }, sizeof(struct sockaddr)));
	show("  bind", bind(s[1], (void *)&un, sizeof un));
	show("  bind again", bind(s[1], (void *)&un, sizeof un));
	len = sizeof peer;
	show("  getpeername", getpeername(s[0], (void *)&peer, &len));
	printf("  %.4s, length %d\n", len > 2 ? peer.sun_path : "", (int)len);
	len = sizeof peer;
	send(s[1], "x", 1, 0);
	while (recvfrom(s[0], buf, 20, 0, (void *)&peer, &len) > 1) len = sizeof peer;
	printf("  from length %d\n", (int)len);
	show("  sendto", sendto(s[0], "x", 1, 0, (void *)&un, sizeof un));
	unlink("name");
	show("  sendto unlinked", sendto(s[0], "x", 1, 0, (void *)&un, sizeof un));
	show("  bad family", sendto(s[0], "x", 1, 0, (void *)&(struct sockaddr){ AF_INET }, sizeof(struct sockaddr)));
}
int main(void)
{
	int p[2] = { -3, -3 };
	signal(SIGPIPE, SIG_IGN);
	type("stream", SOCK_STREAM);
	type("datagram", SOCK_DGRAM);
	type("seqpacket", SOCK_SEQPACKET);
	// socketpair itself.
	static const struct { const char *name; int family, type, protocol; } pairs[] = {
		{ "raw", AF_UNIX, SOCK_RAW, 0 }, { "type 0", AF_UNIX, 0, 0 }, { "type 9", AF_UNIX, 9, 0 }, { "rdm", AF_UNIX, SOCK_RDM, 0 },
		{ "protocol 1", AF_UNIX, SOCK_STREAM, 1 }, { "protocol 2", AF_UNIX, SOCK_STREAM, 2 }, { "protocol -1", AF_UNIX, SOCK_STREAM, -1 },
		{ "internet", AF_INET, SOCK_STREAM, 0 }, { "family 0", 0, SOCK_STREAM, 0 }, { "family 99", 99, SOCK_STREAM, 0 }, { "family -1", -1, SOCK_STREAM, 0 },
		{ "unknown flag", AF_UNIX, SOCK_STREAM | 0x1000, 0 }, { "both flags", AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0 },
		{ "no block", AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0 }, { "close on exec", AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0 },
	};
	for (int i = 0; i < 15; i++) {
		int r = socketpair(pairs[i].family, pairs[i].type, pairs[i].protocol, p);
		printf("%s: %s", pairs[i].name, ename(r ? errno : 0));
		if (!r) for (int k = 0; k < 2; k++) { printf(" %x %x", fcntl(p[k], F_GETFL), fcntl(p[k], F_GETFD)); s[0] = p[k]; get("type", SO_TYPE); close(p[k]); }
		puts("");
	}
	show("bad place", syscall(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, 8));
	CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, p) && p[1] == p[0] + 1);
	return done();
}
