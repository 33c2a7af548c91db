/* Makes the calls that were recorded, in their order: those that belong together as one. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include "batch.h"

hidden int __batch_is_broken(struct batch *b, int fd)
{
	/* With more than can be remembered, all may be. */
	if (b->broken_count > BATCH_BROKEN) return 1;
	for (int i=0; i<b->broken_count; i++)
		if (b->broken[i] == fd) return 1;
	return 0;
}

static void set_broken(struct batch *b, int fd)
{
	if (__batch_is_broken(b, fd)) return;
	if (b->broken_count < BATCH_BROKEN) b->broken[b->broken_count] = fd;
	b->broken_count++;
}

/* The number may come to mean another file. */
static void forget_broken(struct batch *b, int fd)
{
	if (b->broken_count > BATCH_BROKEN) return;
	for (int i=0; i<b->broken_count; i++)
		if (b->broken[i] == fd) b->broken[i--] = b->broken[--b->broken_count];
}

hidden void __batch_note(struct batch *b, const struct call *c, long r)
{
	struct batch_result *to = &b->results[b->done++ % BATCH_RESULTS];
	int is_error = (unsigned long)r > -4096UL;
	to->number = c->number;
	to->descriptor = c->fd;
	to->value = is_error ? -1 : r;
	to->error = is_error ? -r : 0;
	if (r == c->told) return;
	b->failed++;
	if (c->is_write == 1) set_broken(b, c->fd);
}

static void run_one(struct batch *b, const struct call *c)
{
	const long *a = c->a;
	long r;
	if (c->is_write == 1 && __batch_is_broken(b, c->fd)) r = -ECANCELED;
	else if (c->number == SYS_writev) r = direct(SYS_writev, c->fd, (long)c->vectors, a[2], 0, 0, 0);
	else if (c->number == SYS_write) r = direct(SYS_write, c->fd, (long)c->data, c->length, 0, 0, 0);
	else if (c->number == SYS_sendmsg) r = direct(SYS_sendto, c->fd, (long)c->data, c->length, c->flags, 0, 0);
	else if (c->number == SYS_sendto) r = direct(SYS_sendto, c->fd, (long)c->data, c->length, c->flags, a[4], a[5]);
	else r = direct(c->number, a[0], a[1], a[2], a[3], a[4], a[5]);
	if (c->number == SYS_close) forget_broken(b, c->fd);
	__batch_note(b, c, r);
}

static int option(int fd, int name)
{
	int value = -1;
	socklen_t size = sizeof value;
	return direct(SYS_getsockopt, fd, SOL_SOCKET, name, (long)&value, (long)&size, 0) ? -1 : value;
}

/* Whether bytes written to it have no bounds. */
static int is_stream(int fd)
{
	int protocol = option(fd, SO_PROTOCOL);
	if (protocol == IPPROTO_TCP) return 1;
	return !protocol && option(fd, SO_DOMAIN) == AF_UNIX && option(fd, SO_TYPE) == SOCK_STREAM;
}

static int is_sent(const struct call *c) { return c->is_write == 1 && c->number != SYS_sendfile; }

/* Whether a call can be sent as one with the first, by its flags, or because its file was read. */
static int joins(const struct call *first, const struct call *c)
{
	return c->number == SYS_sendfile ? !!c->data : is_sent(c) && !((first->flags ^ c->flags) & ~MSG_MORE);
}

static int is_cork(const struct call *c) { return c->number == SYS_setsockopt; }
static int ends_stream(const struct call *c) { return c->number == SYS_shutdown && c->a[1] != SHUT_RD; }

/* Calls in a row that concern what one stream sends. */
static int stream_length(const struct call *c, int most)
{
	int n = 0;
	while (n < most && c[n].fd == c->fd && (c[n].is_write == 1 || is_cork(c+n) || ends_stream(c+n))) n++;
	return n;
}

/* Writes as one, n of them. What goes on is not sent as a segment of its own. */
static void run_gathered(struct batch *b, const struct call *c, int n, int more)
{
	struct iovec v[BATCH_VECTORS];
	struct msghdr m = { .msg_iov = v, .msg_iovlen = n };
	/* The flags of the first, but for MSG_MORE. */
	int flags = c->flags & ~MSG_MORE | c[n-1].flags & MSG_MORE;
	long r = -ECANCELED;
	for (int i=0; i<n; i++) v[i] = (struct iovec){ c[i].data, c[i].length };
	if (more) flags |= MSG_MORE;
	if (!__batch_is_broken(b, c->fd)) r = direct(SYS_sendmsg, c->fd, (long)&m, flags, 0, 0, 0);
	for (int i=0; i<n; i++) {
		long part = r;
		if (r >= 0) {
			part = r < c[i].length ? r : c[i].length;
			r -= part;
			if (!part && c[i].length) part = r = -ECANCELED;
		} else r = -ECANCELED;
		__batch_note(b, c+i, part);
	}
}

static int is_uncorked(const struct call *c, int n)
{
	while (n--) if (is_cork(c+n)) return !c[n].flags;
	return 0;
}

/* Whether what was sent goes out with what comes next. */
static int goes_on(const struct call *c, int n)
{
	return n > 0 && (!is_cork(c) || !c->flags || is_uncorked(c+1, n-1));
}

/* Of one stream, with all that belongs together. A cork between calls that follow each other
 * only says so. */
static void run_stream(struct batch *b, const struct call *c, int n)
{
	int i, k;
	for (i=0; i<n; i+=k) {
		k = 1;
		if (is_cork(c+i) && c[i].flags && is_uncorked(c+i+1, n-i-1)) {
			__batch_note(b, c+i, 0);
		} else if (is_sent(c+i)) {
			while (i+k < n && k < BATCH_VECTORS && joins(c+i, c+i+k)) k++;
			run_gathered(b, c+i, k, goes_on(c+i+k, n-i-k));
		} else {
			run_one(b, c+i);
		}
	}
}

static int is_sync(const struct call *c) { return c->number == SYS_fsync || c->number == SYS_fdatasync; }

hidden void __batch_run(struct batch *b)
{
	while (b->next < b->count) {
		const struct call *c = &b->calls[b->next];
		int most = b->count - b->next, n = stream_length(c, most), syncs = 0;
		while (syncs < most && is_sync(c+syncs)) syncs++;
		if (n > 1 && is_stream(c->fd)) run_stream(b, c, n);
		else if (syncs > 1 && __batch_sync(b, c, syncs)) n = syncs;
		else for (n = n ? n : 1, syncs = 0; syncs < n; syncs++) run_one(b, c+syncs);
		b->next += n;
	}
	b->count = b->next = b->used = 0;
}
