/* Which calls are recorded, and the copies of what they point at. */
#define _GNU_SOURCE
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include "batch.h"

hidden int __batch_records(long n)
{
	switch (n) {
	case SYS_write: case SYS_writev: case SYS_sendto: case SYS_sendmsg: case SYS_sendfile:
	case SYS_shutdown: case SYS_close: case SYS_fsync: case SYS_fdatasync:
	case SYS_unlink: case SYS_unlinkat: case SYS_rmdir: case SYS_setsockopt:
		return 1;
	}
	return 0;
}

/* Copies program memory, which may be bad. */
static int copy(struct batch *b, void *to, const void *from, size_t n)
{
	struct iovec local = { to, n }, remote = { (void *)from, n };
	if (!n) return 1;
	if (!from) return 0;
	if (b->is_guarded) return !apus_copy(to, from, n);
	return apus_host(SYS_process_vm_readv, __pthread_self()->tid, (long)&local, 1, (long)&remote, 1, 0) == n;
}

/* Room in the batch's data, as aligned as `like` up to a page, for the sake of O_DIRECT. */
static void *room(struct batch *b, const void *like, size_t n)
{
	size_t align = (size_t)like & -(size_t)like, at;
	if (align < 16) align = 16;
	if (align > 4096) align = 4096;
	/* Only what is whole sectors can be for O_DIRECT. */
	if (n % 512) align = 16;
	at = b->used + align-1 & -align;
	if (n > BATCH_DATA || at > BATCH_DATA - n) return 0;
	b->used = at + n;
	return b->data + at;
}

static void *keep(struct batch *b, const void *from, size_t n)
{
	void *to = room(b, from, n);
	return to && copy(b, to, from, n) ? to : 0;
}

static int record_data(struct batch *b, struct call *c, const void *data, size_t n)
{
	if (n > BATCH_MOST) return 0;
	c->data = keep(b, data, n);
	c->length = c->told = n;
	return !!c->data;
}

static int record_vectors(struct batch *b, struct call *c, const void *vectors, size_t count)
{
	struct iovec *v;
	size_t n = 0;
	char *to;
	if (!count || count > BATCH_VECTORS) return 0;
	if (!(v = keep(b, vectors, count * sizeof *v))) return 0;
	for (size_t i=0; i<count; i++) {
		if (v[i].iov_len > BATCH_MOST || (n += v[i].iov_len) > BATCH_MOST) return 0;
	}
	if (!(c->data = to = room(b, v->iov_base, n))) return 0;
	for (size_t i=0; i<count; to += v[i++].iov_len) {
		if (!copy(b, to, v[i].iov_base, v[i].iov_len)) return 0;
		v[i].iov_base = to;
	}
	c->vectors = v;
	c->a[2] = count;
	c->length = c->told = n;
	return 1;
}

static int record_message(struct batch *b, struct call *c, const void *message)
{
	struct msghdr m;
	if (!copy(b, &m, message, sizeof m) || m.msg_name || m.msg_control) return 0;
	return record_vectors(b, c, m.msg_iov, m.msg_iovlen);
}

/* What a call that waits may do to a file that is to be sent. */
enum { NOTHING, WRITE, CLOSE };
static int is_due(struct batch *b, const struct call *c)
{
	int due = NOTHING;
	for (int i=b->next; i<b->count; i++) {
		const struct call *d = &b->calls[i];
		if (d->number == SYS_close && d->fd == c->a[1]) return CLOSE;
		if ((d->number == SYS_write || d->number == SYS_writev || d->number == SYS_sendfile) && d->fd != c->fd) due = WRITE;
	}
	return due;
}

/* How much of a file there is to send, by way of its size. */
static long has(struct call *c, long offset, long count)
{
	struct { long a[3]; unsigned mode; int pad[5]; long size; long rest[12]; } st;
	if (direct(SYS_fstat, c->a[1], (long)&st, 0, 0, 0, 0) || (st.mode & 0170000) != 0100000) return 0;
	return offset > st.size ? 0 : count < st.size - offset ? count : st.size - offset;
}

/* Only what a file surely has and a socket probably takes. A small part is read here, to be sent with
 * what comes before it. */
static int record_sendfile(struct batch *b, struct call *c)
{
	long offset, count = c->a[3], r;
	int due = is_due(b, c);
	off_t *at = (void *)c->a[2];
	void *data = 0;
	if (due == CLOSE || !at || count <= 0 || count > BATCH_MOST) return 0;
	if (!copy(b, &offset, at, sizeof offset) || offset < 0) return 0;
	if (!(at = room(b, 0, sizeof offset))) return 0;
	*at = offset;
	if (count <= BATCH_READ && due == NOTHING) {
		if (!(data = room(b, 0, count))) return 0;
		r = direct(SYS_pread64, c->a[1], (long)data, count, offset, 0, 0);
	} else {
		r = has(c, offset, count);
	}
	if (r <= 0) return 0;
	offset += r;
	if (b->is_guarded ? apus_copy((void *)c->a[2], &offset, sizeof offset) : (*(long *)c->a[2] = offset, 0)) return 0;
	c->a[2] = (long)at;
	c->a[3] = c->told = c->length = r;
	c->data = data;
	return 1;
}

static int record_name(struct batch *b, struct call *c, int i)
{
	const char *name = (void *)c->a[i];
	char *to = room(b, 0, PATH_MAX);
	size_t n = 0;
	if (!to || !name) return 0;
	do {
		/* A page at a time: the name may end with the memory. */
		size_t piece = 4096 - ((size_t)(name+n) & 4095);
		if (piece > PATH_MAX-n) piece = PATH_MAX-n;
		if (!copy(b, to+n, name+n, piece)) return 0;
		if (memchr(to+n, 0, piece)) {
			b->used = to - b->data + strlen(to) + 1;
			c->a[i] = (long)to;
			return 1;
		}
		n += piece;
	} while (n < PATH_MAX);
	return 0;
}

static int record_option(struct batch *b, struct call *c)
{
	if (c->a[1] != IPPROTO_TCP || c->a[2] != TCP_CORK || c->a[4] != sizeof(int)) return 0;
	if (!(c->data = keep(b, (void *)c->a[3], sizeof(int)))) return 0;
	c->a[3] = (long)c->data;
	c->flags = !!*(int *)c->data;
	return 1;
}

static int record(struct batch *b, struct call *c)
{
	/* Flags that change how a call waits, or what it says, are its own affair. */
	const int plain = MSG_NOSIGNAL|MSG_MORE|MSG_DONTWAIT;
	switch (c->number) {
	case SYS_write:
		return record_data(b, c, (void *)c->a[1], c->a[2]);
	case SYS_writev:
		return record_vectors(b, c, (void *)c->a[1], (int)c->a[2]);
	case SYS_sendto:
		c->flags = c->a[3];
		if (c->flags & ~plain || c->a[4] && (unsigned)c->a[5] > 128) return 0;
		if (c->a[4]) {
			c->is_write = 2;
			if (!(c->a[4] = (long)keep(b, (void *)c->a[4], (unsigned)c->a[5]))) return 0;
		}
		return record_data(b, c, (void *)c->a[1], c->a[2]);
	case SYS_sendmsg:
		c->flags = c->a[2];
		return !(c->flags & ~plain) && record_message(b, c, (void *)c->a[1]);
	case SYS_sendfile:
		return record_sendfile(b, c);
	case SYS_shutdown: case SYS_close: case SYS_fsync: case SYS_fdatasync:
		return 1;
	case SYS_unlink: case SYS_rmdir:
		c->fd = -1;
		return record_name(b, c, 0);
	case SYS_unlinkat:
		return record_name(b, c, 1);
	case SYS_setsockopt:
		return record_option(b, c);
	}
	return 0;
}

hidden int __batch_record(struct batch *b, struct call *c, const long *a)
{
	size_t used = b->used;
	int n = c->number;
	memcpy(c->a, a, sizeof c->a);
	c->fd = a[0];
	c->is_write = n==SYS_write || n==SYS_writev || n==SYS_sendto || n==SYS_sendmsg || n==SYS_sendfile;
	c->told = c->flags = 0;
	c->vectors = 0;
	c->data = 0;
	c->length = 0;
	if (record(b, c)) return 1;
	b->used = used;
	return 0;
}
