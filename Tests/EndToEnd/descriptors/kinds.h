// One open descriptor of every kind of object, for what must be asked of each.
#ifndef KINDS_H
#define KINDS_H
#include "check.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>

static struct kind { const char *name; int fd; } kinds[64];
static int kind_count;

static int add_kind(const char *name, int fd)
{
	CHECK(fd >= 0);
	kinds[kind_count++] = (struct kind){ name, fd };
	return fd;
}

static void add_pair(const char *one, const char *other, const int *p)
{
	add_kind(one, p[0]);
	add_kind(other, p[1]);
}

static int kind(const char *name)
{
	for (int i = 0; i < kind_count; i++) if (!strcmp(kinds[i].name, name)) return kinds[i].fd;
	CHECK(!"kind");
	return -1;
}

// The signalfd takes SIGUSR2, which is blocked. Flags are of O_CLOEXEC and O_NONBLOCK.
static void open_kinds(int flags)
{
	sigset_t s;
	int p[2];
	sigemptyset(&s);
	sigaddset(&s, SIGUSR2);
	sigprocmask(SIG_BLOCK, &s, 0);
	CHECK(!pipe2(p, flags));
	add_pair("pipe r", "pipe w", p);
	CHECK(!pipe2(p, flags | O_DIRECT));
	add_pair("packet r", "packet w", p);
	add_kind("eventfd", eventfd(0, flags));
	add_kind("semaphore", eventfd(0, flags | EFD_SEMAPHORE));
	add_kind("timerfd", timerfd_create(CLOCK_MONOTONIC, flags));
	add_kind("signalfd", signalfd(-1, &s, flags));
	add_kind("epoll", epoll_create1(flags & O_CLOEXEC));
	CHECK(!socketpair(AF_UNIX, SOCK_STREAM | flags, 0, p));
	add_pair("stream", "stream peer", p);
	CHECK(!socketpair(AF_UNIX, SOCK_DGRAM | flags, 0, p));
	add_pair("dgram", "dgram peer", p);
	CHECK(!socketpair(AF_UNIX, SOCK_SEQPACKET | flags, 0, p));
	add_pair("seqpacket", "seqpacket peer", p);
	add_kind("null", open("/dev/null", O_RDWR | flags));
	add_kind("zero", open("/dev/zero", O_RDWR | flags));
	add_kind("full", open("/dev/full", O_RDWR | flags));
	add_kind("random", open("/dev/random", O_RDONLY | flags));
	add_kind("urandom", open("/dev/urandom", O_RDONLY | flags));
	add_kind("file", open("kinds.file", O_RDWR | O_CREAT | O_TRUNC | flags, 0600));
	add_kind("directory", open(".", O_RDONLY | O_DIRECTORY | flags));
}

static void each_kind(const char *what, long (*f)(int fd))
{
	for (int i = 0; i < kind_count; i++) {
		long r = f(kinds[i].fd);
		if (r < 0) printf("%s of %s: %ld %s\n", what, kinds[i].name, r, ename(errno));
		else printf("%s of %s: %ld\n", what, kinds[i].name, r);
	}
}
#endif
