/* fsyncs in a row, by io_uring: they wait for the disk together. For other calls a ring is no
 * faster than one call after the other, docs/aggregation.md has the figures. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include "batch.h"

#define SETUP_SINGLE_ISSUER (1U<<12)
#define SETUP_DEFER_TASKRUN (1U<<13)
#define FEAT_SINGLE_MMAP 1
#define ENTER_GETEVENTS 1
#define OP_FSYNC 3
#define FSYNC_DATASYNC 1
#define MAP_SQES 0x10000000L

/* As Linux has them. */
struct params {
	unsigned sq_entries, cq_entries, flags, sq_thread_cpu, sq_thread_idle, features, wq_fd, resv[3];
	struct { unsigned head, tail, mask, entries, flags, dropped, array, resv; unsigned long address; } sq;
	struct { unsigned head, tail, mask, entries, overflow, cqes, flags, resv; unsigned long address; } cq;
};

struct submission {
	unsigned char opcode, flags;
	unsigned short priority;
	int fd;
	unsigned long offset, address;
	unsigned length, how;
	unsigned long data, rest[3];
};

struct completion {
	unsigned long data;
	int result;
	unsigned flags;
};

struct ring {
	int fd;
	char *memory;
	struct submission *submissions;
	size_t size, submissions_size;
	struct params p;
};

static unsigned *word(struct ring *r, unsigned offset) { return (void *)(r->memory + offset); }

static void *map(struct ring *r, size_t size, long what)
{
	long p = apus_host(SYS_mmap, 0, size, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_POPULATE, r->fd, what);
	return (unsigned long)p > -4096UL ? 0 : (void *)p;
}

static void close_ring(struct ring *r)
{
	if (r->submissions) apus_host(SYS_munmap, (long)r->submissions, r->submissions_size, 0, 0, 0, 0);
	if (r->memory) apus_host(SYS_munmap, (long)r->memory, r->size, 0, 0, 0, 0);
	apus_host(SYS_close, r->fd, 0, 0, 0, 0, 0);
}

static int open_ring(struct ring *r, unsigned entries)
{
	*r = (struct ring){ .p.flags = SETUP_SINGLE_ISSUER|SETUP_DEFER_TASKRUN };
	r->fd = apus_host(SYS_io_uring_setup, entries, (long)&r->p, 0, 0, 0, 0);
	if (r->fd < 0) return 0;
	r->size = r->p.cq.cqes + r->p.cq_entries * sizeof(struct completion);
	if (r->size < r->p.sq.array + r->p.sq_entries * sizeof(unsigned))
		r->size = r->p.sq.array + r->p.sq_entries * sizeof(unsigned);
	r->submissions_size = r->p.sq_entries * sizeof(struct submission);
	if ((r->p.features & FEAT_SINGLE_MMAP)
	    && (r->memory = map(r, r->size, 0))
	    && (r->submissions = map(r, r->submissions_size, MAP_SQES))) return 1;
	close_ring(r);
	return 0;
}

static void submit(struct ring *r, const struct call *c, int n)
{
	for (int i=0; i<n; i++) {
		r->submissions[i] = (struct submission){
			.opcode = OP_FSYNC, .fd = c[i].fd, .data = i,
			.how = c[i].number == SYS_fdatasync ? FSYNC_DATASYNC : 0 };
		word(r, r->p.sq.array)[i] = i;
	}
	__atomic_store_n(word(r, r->p.sq.tail), n, __ATOMIC_RELEASE);
}

/* Waits for all. Once they are under way there is no way back. */
static int wait_for(struct ring *r, int n, long *results)
{
	struct completion *all = (void *)(r->memory + r->p.cq.cqes);
	unsigned *head = word(r, r->p.cq.head), *tail = word(r, r->p.cq.tail), mask = *word(r, r->p.cq.mask);
	int submitted = 0, done = 0;
	while (done < n) {
		long e = apus_host(SYS_io_uring_enter, r->fd, n-submitted, n-done, ENTER_GETEVENTS, 0, 0);
		if (e > 0) submitted += e;
		if (e < 0 && e != -EINTR && e != -EAGAIN && e != -EBUSY && !submitted) return 0;
		for (; *head != __atomic_load_n(tail, __ATOMIC_ACQUIRE); done++) {
			results[all[*head & mask].data] = all[*head & mask].result;
			__atomic_store_n(head, *head+1, __ATOMIC_RELEASE);
		}
	}
	return 1;
}

hidden int __batch_sync(struct batch *b, const struct call *c, int n)
{
	static volatile int is_refused;
	long results[n];
	struct ring r;
	sigset_t set;
	int ok;
	if (is_refused) return 0;
	/* A handler that jumps away would leave the ring behind. */
	__block_all_sigs(&set);
	if ((ok = open_ring(&r, n))) {
		submit(&r, c, n);
		ok = wait_for(&r, n, results);
		close_ring(&r);
	} else if (r.fd == -ENOSYS || r.fd == -EPERM) is_refused = 1;
	__restore_sigs(&set);
	for (int i=0; ok && i<n; i++) __batch_note(b, c+i, results[i]);
	return ok;
}
