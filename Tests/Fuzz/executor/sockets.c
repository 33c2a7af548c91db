// Socket pairs and their options.
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include "fuzz.h"

static void do_pair(const long *a)
{
	int p[2] = { -1, -1 };
	if (result(socketpair(AF_UNIX, a[2] | a[3], 0, pointer(p, a[4]))) || p[0] < 0) return;
	say(" %d %d", p[0], p[1]);
	put(a[0], p[0]), put(a[1], p[1]);
}

// Not what makes Linux look for a module, which takes milliseconds.
static void do_oddpair(const long *a)
{
	int p[2] = { -1, -1 };
	static const int families[] = { AF_UNIX, AF_INET, -1, 99 };
	int inet = families[a[0]] == AF_INET;
	result(socketpair(families[a[0]], inet ? SOCK_STREAM : a[1], inet ? 0 : a[2], p));
	if (p[0] >= 0) close(p[0]), close(p[1]);
}

static void do_shutdown(const long *a) { result(shutdown(fd(a[0]), a[1])); }

static const int options[] = {
	SO_TYPE, SO_DOMAIN, SO_PROTOCOL, SO_ACCEPTCONN, SO_ERROR, SO_SNDBUF, SO_RCVBUF, SO_PASSCRED, SO_RCVTIMEO, SO_SNDTIMEO, SO_LINGER,
	SO_KEEPALIVE, SO_REUSEADDR, SO_PRIORITY, SO_PEERCRED, SO_BROADCAST, SO_PEEK_OFF, SO_OOBINLINE, SO_RCVLOWAT, SO_PASSSEC, SO_DEBUG,
	12345,
};

static void do_getoption(const long *a)
{
	int v[32], o = options[a[1]];
	socklen_t n = a[2];
	memset(v, 0x77, sizeof v);
	if (result(getsockopt(fd(a[0]), a[4] ? SOL_SOCKET + a[4] : SOL_SOCKET, o, pointer(v, a[3]), &n))) return;
	if (o == SO_PEERCRED) v[0] = v[0] == getpid();
	say(" %u:", n);
	for (int i = 0; a[3] == GOOD && i < 5; i++) say(" %x", v[i]);
}

// Not those that make a call wait that poll said is ready.
static void do_setoption(const long *a)
{
	static const int settable[] = {
		SO_PASSCRED, SO_KEEPALIVE, SO_REUSEADDR, SO_PRIORITY, SO_BROADCAST, SO_OOBINLINE, SO_TYPE, SO_ERROR, SO_PASSSEC, 12345,
	};
	int v[32] = { a[2] };
	result(setsockopt(fd(a[0]), SOL_SOCKET, settable[a[1]], pointer(v, a[4]), a[3]));
}

static void do_settimeout(const long *a)
{
	static const struct timeval times[] = { { 0, 0 }, { 100, 0 }, { 100, 500000 }, { 100, 1000000 } };
	result(setsockopt(fd(a[0]), SOL_SOCKET, a[1] ? SO_SNDTIMEO : SO_RCVTIMEO, &times[a[2]], sizeof *times));
}

static void do_setlinger(const long *a)
{
	struct linger l = { a[1], a[2] };
	result(setsockopt(fd(a[0]), SOL_SOCKET, SO_LINGER, &l, sizeof l));
}

static void do_peekoff(const long *a)
{
	int v = a[1];
	result(setsockopt(fd(a[0]), SOL_SOCKET, SO_PEEK_OFF, &v, sizeof v));
}

static void do_setbuffer(const long *a)
{
	int v = a[2];
	result(setsockopt(fd(a[0]), SOL_SOCKET, a[1] ? SO_RCVBUF : SO_SNDBUF, &v, sizeof v));
}

static void do_name(const long *a)
{
	struct sockaddr_un n = { .sun_family = 77 };
	socklen_t size = a[2];
	if (result((a[1] ? getpeername : getsockname)(fd(a[0]), pointer(&n, a[3]), &size))) return;
	say(" %u family %d", size, a[3] ? 0 : n.sun_family);
}

static void do_oddsocket(const long *a)
{
	struct sockaddr_un n = { .sun_family = AF_UNIX, .sun_path = "nothing here" };
	struct sockaddr none = { .sa_family = AF_UNSPEC };
	int f = fd(a[0]);
	switch (a[1]) {
	case 0: result(listen(f, 5)); break;
	case 1: result(blocking(f) ? 0 : accept4(f, 0, 0, a[2])); break;
	case 2: result(connect(f, (void *)&n, sizeof n)); break;
	case 3: result(connect(f, &none, sizeof none)); break;
	case 4: result(connect(f, (void *)&n, 1)); break;
	case 5: result(bind(f, (void *)&n, 1)); break;
	case 6: result(sockatmark(f)); break;
	case 7: result(sendto(f, "to", 2, MSG_DONTWAIT, (void *)&n, sizeof n)); break;
	case 8: result(sendto(f, "to", 2, MSG_DONTWAIT, &none, sizeof none)); break;
	case 9: result(sendto(f, "to", 2, MSG_DONTWAIT, (void *)&n, 1)); break;
	}
}

static const struct call calls[] = {
	{ "socketpair", C_SOCKET, 8, "a@+sock b@+sock type@socktype flags@sockflags mem@mem", do_pair },
	{ "oddpair", C_SOCKET, 1, "family@four type@oddtype protocol@three", do_oddpair },
	{ "shutdown", C_SOCKET, 2, "fd@sock how@how", do_shutdown },
	{ "getoption", C_SOCKET, 3, "fd@sock option@getoption size@optlen mem@mem level@bit", do_getoption },
	{ "setoption", C_SOCKET, 3, "fd@sock option@ten value@optval size@optlen mem@mem", do_setoption },
	{ "settimeout", C_SOCKET, 1, "fd@sock send@bit time@four", do_settimeout },
	{ "setlinger", C_SOCKET, 1, "fd@sock on@bit time@ten", do_setlinger },
	{ "peekoff", C_SOCKET, 1, "fd@sock offset@optval", do_peekoff },
	{ "setbuffer", C_SOCKFILL, 2, "fd@sock receive@bit size@bufsize", do_setbuffer },
	{ "name", C_SOCKET, 1, "fd@sock peer@bit size@room mem@mem", do_name },
	{ "oddsocket", C_SOCKET, 2, "fd@sock which@ten flags@sockflags", do_oddsocket },
};
const struct family socket_calls = { calls, LENGTH(calls) };
