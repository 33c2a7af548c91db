// The values that arguments may have, by name. A model keeps what kind of thing each slot holds if all calls succeed.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include "fuzz.h"

enum {
	PIPER = 1, PIPEW = 2, EVENT = 4, SOCK = 8, EPOLL = 16, TIMER = 32, SIGFD = 64, DEVICE = 128, PLAINFILE = 256, FIFO = 512,
	ANY = 1023, READABLE = ANY & ~(PIPEW | EPOLL), WRITABLE = PIPEW | EVENT | SOCK | DEVICE | PLAINFILE | FIFO,
};
enum { SLOT, NEW, SAME, DROP, ONE, FLAGS, CREATE, SIZE, TAKE, RANGE, MEM };

struct domain {
	const char *name;
	int type;
	long a, b;
	const long *values;
};
#define LIST(...) (sizeof (long[]){ __VA_ARGS__ } / sizeof(long)), 0, (const long[]){ __VA_ARGS__ }

static const struct domain domains[] = {
	{ "any", SLOT, ANY }, { "drop", DROP, ANY }, { "r", SLOT, READABLE }, { "w", SLOT, WRITABLE },
	{ "pipe", SLOT, PIPER | PIPEW | FIFO }, { "piper", SLOT, PIPER | FIFO }, { "pipew", SLOT, PIPEW | FIFO },
	{ "event", SLOT, EVENT }, { "sock", SLOT, SOCK }, { "epoll", SLOT, EPOLL }, { "timer", SLOT, TIMER },
	{ "sigfd", SLOT, SIGFD }, { "polled", SLOT, ANY & ~(DEVICE | PLAINFILE) }, { "in", SLOT, PIPER | FIFO | SOCK | PLAINFILE | DEVICE },
	{ "out", SLOT, PIPEW | FIFO | SOCK | PLAINFILE | DEVICE },
	{ "+piper", NEW, PIPER }, { "+pipew", NEW, PIPEW }, { "+event", NEW, EVENT }, { "+sock", NEW, SOCK }, { "+epoll", NEW, EPOLL },
	{ "+timer", NEW, TIMER }, { "+sigfd", NEW, SIGFD }, { "+device", NEW, DEVICE }, { "+file", NEW, PLAINFILE },
	{ "+fifo", NEW, FIFO }, { "+any", NEW, ANY }, { "+same", SAME },

	{ "size", SIZE }, { "take", TAKE }, { "mem", MEM }, { "data", RANGE, 0, 4095 }, { "parts", ONE, LIST(1, 2, 3, 3, 5, 8, 0, 1024, 1025, -1) },
	{ "bit", RANGE, 0, 1 }, { "three", RANGE, 0, 2 }, { "four", RANGE, 0, 3 }, { "ten", RANGE, 0, 9 }, { "count", RANGE, 0, 6 },
	{ "number", RANGE, 3, 40 }, { "set", RANGE, 0, 255 }, { "status", RANGE, 0, 255 }, { "ops", RANGE, 1, 12 }, { "few", RANGE, 1, 1000 },
	{ "upto", ONE, LIST(3, 8, 15, 20, 30, 40, -1, 2, -2) }, { "limit", ONE, LIST(4, 8, 10, 12, 16, 20, 30, 1024, 0) },

	{ "openflags", CREATE, LIST(O_NONBLOCK, O_CLOEXEC) },
	{ "pipeflags", CREATE, LIST(O_NONBLOCK, O_CLOEXEC, O_DIRECT) },
	{ "eventflags", CREATE, LIST(EFD_NONBLOCK, EFD_CLOEXEC, EFD_SEMAPHORE, EFD_SEMAPHORE) },
	{ "timerflags", CREATE, LIST(TFD_NONBLOCK, TFD_CLOEXEC) },
	{ "sockflags", CREATE, LIST(SOCK_NONBLOCK, SOCK_CLOEXEC) },
	{ "dupflags", FLAGS, LIST(O_CLOEXEC, O_CLOEXEC) },
	{ "setfl", ONE, LIST(O_NONBLOCK, O_NONBLOCK, O_NONBLOCK, O_NONBLOCK | O_DIRECT, 0, O_APPEND | O_NONBLOCK, O_DIRECT, O_RDWR | O_NONBLOCK) },
	{ "rangeflags", ONE, LIST(0, 0, 4, 4, 2, 6, 1, 8) },
	{ "mode", ONE, LIST(O_RDONLY, O_WRONLY, O_RDWR, O_RDWR) },
	{ "pipesize", ONE, LIST(4096, 1, 0, 4097, 8192, 16384, 65536, 100000, 131072, 1048576, -1, 0x40000000) },
	{ "largepipe", ONE, LIST(65536, 131072, 262144, 1048576, 0x40000000, -1) },
	{ "rwf", ONE, LIST(0, 8, 8, 2, 1, 4, 0x40) },
	{ "spliceflags", FLAGS, LIST(1, 4, 8, 2) },
	{ "add", ONE, LIST(0, 1, 1, 1, 2, 3, 7, 100, 0xfffffffe, -2, -2, -1, 0x7fffffffffffffff) },
	{ "initial", ONE, LIST(0, 0, 1, 3, 10, 0xffffffff, 0x7fffffff) },
	{ "eight", ONE, LIST(8, 8, 8, 8, 8, 0, 1, 7, 9, 16, 4096) },
	{ "clock", ONE, LIST(1, 1, 1, 0, 7, 8, 9, 2, 4, 11, -1, 99) },
	{ "settime", FLAGS, LIST(1, 1, 2, 3) },
	{ "pollevents", FLAGS, LIST(POLLIN, POLLOUT, POLLIN | POLLOUT, POLLPRI, POLLRDHUP, POLLRDNORM, POLLWRNORM, POLLHUP) },
	{ "epollevents", FLAGS, LIST(EPOLLIN, EPOLLOUT, EPOLLIN | EPOLLOUT, EPOLLIN | EPOLLET, EPOLLIN | EPOLLOUT | EPOLLET, EPOLLET,
		EPOLLIN | EPOLLONESHOT, EPOLLONESHOT, EPOLLIN | EPOLLEXCLUSIVE, EPOLLRDHUP, EPOLLHUP) },
	{ "epollop", ONE, LIST(1, 1, 1, 1, 3, 3, 2, 2, 0, 9) },
	{ "epollmax", ONE, LIST(64, 64, 64, 64, 0, -1) },
	{ "epollany", ONE, LIST(1, 2, 3, 8, 64, 0x7fffffff) },
	{ "socktype", ONE, LIST(SOCK_STREAM, SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET) },
	{ "oddtype", ONE, LIST(SOCK_RAW, SOCK_RDM, 0, 99, SOCK_PACKET) },
	{ "sendflags", FLAGS, LIST(MSG_DONTWAIT, MSG_DONTWAIT, MSG_NOSIGNAL, MSG_NOSIGNAL | MSG_DONTWAIT, MSG_EOR, MSG_MORE) },
	{ "recvflags", FLAGS, LIST(MSG_DONTWAIT, MSG_PEEK, MSG_PEEK, MSG_TRUNC, MSG_TRUNC, MSG_WAITALL, MSG_CMSG_CLOEXEC, MSG_PEEK | MSG_TRUNC,
		MSG_OOB, MSG_ERRQUEUE) },
	{ "how", ONE, LIST(0, 1, 2, 0, 1, 2, 3, -1) },
	{ "getoption", RANGE, 0, 21 },
	{ "optlen", ONE, LIST(4, 4, 4, 4, 8, 16, 0, 1, 2, 64, -1) },
	{ "optval", ONE, LIST(0, 1, 1, 2, 100, -1) },
	{ "bufsize", ONE, LIST(0, 1, 2000, 4608, 10000, 100000, 0x7fffffff) },
	{ "room", ONE, LIST(64, 64, 64, 64, 0, 1, 16, 20, 24) },
	{ "rare", ONE, LIST(0, 0, 0, 0, 0, 0, 0, 1) },
	{ "attach", ONE, LIST(0, 0, 1, 1, 1, 2, 2, 3, 4, 5) }, { "control", ONE, LIST(0, 64, 64, 64, 64, 24, 20, 16, 8, 200) },
	{ "sig", RANGE, 0, 7 }, { "action", ONE, LIST(0, 0, 0, 1, 1, 1, 2, 2, 3) },
	{ "actionflags", FLAGS, LIST(SA_RESTART, SA_RESTART, SA_NODEFER, SA_ONSTACK, SA_RESETHAND) },
	{ "badsig", ONE, LIST(0, -1, 65, 9, 19) },
	{ "thing", RANGE, 0, 8 }, { "waiting", RANGE, 0, 9 }, { "waker", RANGE, 0, 5 }, { "sync", RANGE, 0, 4 },
	{ "whence", ONE, LIST(0, 1, 2, 3, 99) }, { "offset", ONE, LIST(0, 1, 10, 5000, -1, -10, 0x7fffffffffffffff) },
	{ "random", ONE, LIST(0, 0, 1, 2, 4, 6, 8) },
};

int find_domain(const char *name)
{
	for (int i = 0; i < LENGTH(domains); i++)
		if (!strcmp(domains[i].name, name)) return i;
	return -1;
}

int is_slot(int domain)
{
	return domains[domain].type <= DROP;
}

int is_flags(int domain)
{
	return domains[domain].type == FLAGS || domains[domain].type == CREATE;
}

static int slot(struct model *m, unsigned kinds)
{
	int found[SLOTS], n = 0, chance = below(m, 100);
	if (chance < 2) return NEGATIVE + below(m, SLOTNAMES - NEGATIVE);
	if (chance < 7) return below(m, SLOTS);
	for (int i = 0; i < SLOTS; i++)
		if (m->kind[i] & kinds) found[n++] = i;
	if (!n && kinds != ANY) return slot(m, ANY);
	return n ? found[below(m, n)] : below(m, SLOTS);
}

static int new_slot(struct model *m, unsigned kind)
{
	int i = below(m, SLOTS);
	for (int tries = 0; tries < SLOTS && m->kind[i]; tries++) i = (i + 1) % SLOTS;
	m->kind[i] = kind;
	return i;
}

static long flags(struct model *m, const struct domain *d)
{
	long v = 0;
	if (d->type == CREATE && below(m, 100) < 85) v = d->values[0];
	else if (below(m, 10) < 3) return 0;
	for (int n = below(m, 3); n; n--) v |= d->values[below(m, d->a)];
	if (below(m, 100) < 2) v |= 1L << below(m, 31);
	return v;
}

static long size(struct model *m, int small)
{
	static const long edges[] = { 0, 1, 8, 4095, 4096, 4097, 8192, 65535, 65536, 65537 };
	int chance = below(m, 100);
	if (small) return below(m, SHORT);
	if (chance < 3 && ENABLED(C_FAULT)) return (long[]){ 0x7fffffff, -1, 0x80000000, 0x7ffff000 }[chance];
	if (chance < 15) return edges[below(m, LENGTH(edges))];
	if (chance < 55) return below(m, 65);
	if (chance < 80) return below(m, 5000);
	return below(m, LARGEST + 1);
}

static long mem(struct model *m)
{
	if (!ENABLED(C_FAULT) || below(m, 100) < 90) return GOOD;
	return UPTOEND + below(m, READONLY);
}

long value(struct model *m, int domain)
{
	const struct domain *d = &domains[domain];
	long v;
	switch (d->type) {
	case SLOT: v = slot(m, d->a), m->last = v < SLOTS ? m->kind[v] : 0; return v;
	case NEW: return new_slot(m, d->a);
	case SAME: return new_slot(m, m->last);
	case DROP: if ((v = slot(m, d->a)) < SLOTS) m->kind[v] = 0; return v;
	case ONE: return d->values[below(m, d->a)];
	case FLAGS: case CREATE: return flags(m, d);
	case SIZE: return size(m, !ENABLED(C_PIPEFILL) || !ENABLED(C_SOCKFILL));
	case TAKE: return size(m, 0);
	case MEM: return mem(m);
	}
	return d->a + below(m, d->b - d->a + 1);
}
