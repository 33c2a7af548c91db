/* What has to be asked of the host: a peer in another process, descriptors that
 * came from before the program, files. It should cost what it costs anyway. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "objects.h"

extern char **environ;

static int fd, set, event;
static char sent[64], got[64], file[256];

/* A connection to a process that sends back what it gets, in place of one by
 * socketpair: neither end has ever been this process's alone. */
static int connect_peer(int family)
{
	union { struct sockaddr any; struct sockaddr_in in; struct sockaddr_un un; } name = { .any = { .sa_family = family } };
	socklen_t size = family == AF_INET ? sizeof name.in : sizeof name.un.sun_family;
	int listener = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char peer[4200], address[2 * sizeof name + 1];
	pid_t child;
	if (family == AF_INET) name.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (listener < 0 || bind(listener, &name.any, size) || listen(listener, 1)) return -1;
	size = sizeof name;
	if (getsockname(listener, &name.any, &size)) return -1;
	for (unsigned i = 0; i < size; i++) snprintf(address + 2 * i, 3, "%02x", ((unsigned char *)&name)[i]);
	snprintf(peer, sizeof peer, "%s/peer", here);
	if ((errno = posix_spawn(&child, peer, 0, 0, (char *[]){ peer, "echo", address, 0 }, environ))) return -1;
	fd = accept4(listener, 0, 0, SOCK_CLOEXEC);
	close(listener);
	return fd;
}

static int prepare_mixed(const struct work *w)
{
	if (connect_peer(w->number) < 0) return -1;
	if ((set = epoll_create1(EPOLL_CLOEXEC)) < 0 || (event = eventfd(0, EFD_CLOEXEC)) < 0) return -1;
	return epoll_ctl(set, EPOLL_CTL_ADD, fd, &(struct epoll_event){ .events = EPOLLIN, .data.fd = fd })
		|| epoll_ctl(set, EPOLL_CTL_ADD, event, &(struct epoll_event){ .events = EPOLLIN, .data.fd = event }) ? -1 : 0;
}

/* 64 bytes to the peer and a count of one to ourselves, and whatever comes first of the two until both are back. */
static int mix(long n)
{
	struct epoll_event e[2];
	uint64_t one = 1, value;
	while (n--) {
		if (write(fd, sent, 64) != 64 || write(event, &one, 8) != 8) return 0;
		for (int left = 2; left;) {
			int found = epoll_wait(set, e, 2, -1);
			if (found < 1 || found > left) return 0;
			left -= found;
			while (found--) {
				if (e[found].events != EPOLLIN) return 0;
				if (e[found].data.fd == event ? read(event, &value, 8) != 8 || value != 1 : read(fd, got, 64) != 64) return 0;
			}
		}
	}
	return 1;
}

static int verify_mixed(void)
{
	for (int i = 0; i < 50; i++) {
		fill(sent, 64);
		if (!mix(1) || memcmp(sent, got, 64)) return 0;
	}
	return is_empty(fd) && is_empty(event);
}

const struct work mixed_tcp_work = { .prepare = prepare_mixed, .run = mix, .verify = verify_mixed, .batch = 1e6, .number = AF_INET };
const struct work mixed_unix_work = { .prepare = prepare_mixed, .run = mix, .verify = verify_mixed, .batch = 1e6, .number = AF_UNIX };

/* UDP sockets on the loopback; the fourth has a datagram waiting. */
enum { SOCKETS = 8, READY = 3 };
static struct pollfd sockets[SOCKETS];

static int prepare_poll(const struct work *w)
{
	struct sockaddr_in name = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof name;
	(void)w;
	for (int i = 0; i < SOCKETS; i++) {
		sockets[i] = (struct pollfd){ .fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), .events = POLLIN };
		name.sin_port = 0;
		if (sockets[i].fd < 0 || bind(sockets[i].fd, (void *)&name, sizeof name)) return -1;
	}
	if (getsockname(sockets[READY].fd, (void *)&name, &size)) return -1;
	if (poll(sockets, SOCKETS, 0) != 0) return -1;
	return sendto(sockets[0].fd, sent, 64, 0, (void *)&name, sizeof name) == 64 ? 0 : -1;
}

static int wait_poll(long n)
{
	while (n--) if (poll(sockets, SOCKETS, -1) != 1 || sockets[READY].revents != POLLIN) return 0;
	return 1;
}

const struct work host_poll_work = { .prepare = prepare_poll, .run = wait_poll };

/* From before the program: it executes itself with the descriptor open. */
static int prepare_zero(const struct work *w)
{
	static const char variable[] = "BENCH_INHERITED";
	const char *inherited = getenv(variable);
	char text[16], line[8192];
	char *words[8] = { 0 };
	(void)w;
	if (inherited) {
		fd = atoi(inherited);
		return fcntl(fd, F_GETFD) < 0 ? -1 : 0;
	}
	if ((fd = open("/dev/zero", O_RDWR)) < 0) return -1;
	snprintf(text, sizeof text, "%d", fd);
	if (setenv(variable, text, 1)) return -1;
	int self = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t size = read(self, line, sizeof line - 1);
	if (size <= 0) return -1;
	line[size] = 0;
	for (int i = 0, at = 0; i < 7 && at < size; i++, at += strlen(line + at) + 1) words[i] = line + at;
	return execv(words[0], words);
}

static int take_zero(long n)
{
	while (n--) if (read(fd, got, 1) != 1 || write(fd, got, 1) != 1) return 0;
	return 1;
}

static int verify_zero(void)
{
	got[0] = got[1] = 1;
	return take_zero(1) && !got[0] && got[1] == 1;
}

const struct work host_zero_work = { .prepare = prepare_zero, .run = take_zero, .verify = verify_zero };

static int prepare_file(const struct work *w)
{
	char name[] = "/tmp/bench.XXXXXX";
	(void)w;
	if ((fd = mkstemp(name)) < 0 || unlink(name)) return -1;
	fill(file, sizeof file);
	return write(fd, file, sizeof file) == sizeof file ? 0 : -1;
}

static int take_bytes(long n)
{
	while (n--) if (pread(fd, got, 64, 100) != 64) return 0;
	return 1;
}

static int verify_file(void)
{
	memset(got, 0, sizeof got);
	return take_bytes(1) && !memcmp(got, file + 100, 64);
}

const struct work host_pread_work = { .prepare = prepare_file, .run = take_bytes, .verify = verify_file };
