/* Calls that a thread has recorded, and how they are made. */
#ifndef BATCH_H
#define BATCH_H

#include <apus/batch.h>
#include <stddef.h>
#include <sys/uio.h>
#include "pthread_impl.h"
#include "syscall.h"

#define BATCH_CALLS 256
#define BATCH_RESULTS 1024
#define BATCH_DATA 131072
/* Of one call: more is made at once. */
#define BATCH_MOST 32768
/* Of a file that is read and not sent as it is. */
#define BATCH_READ 8192
#define BATCH_VECTORS 64
#define BATCH_BROKEN 32

/* One that was recorded. Pointers are to copies in the batch's data. */
struct call {
	short number;
	short is_write;      /* bytes to a descriptor: data, length, flags */
	int fd;
	long told;           /* what it returned */
	long a[6];
	struct iovec *vectors;
	void *data;
	size_t length;
	int flags;
};

/* Of one thread, in its structure. */
struct batch {
	volatile int recording;  /* first: read by the stubs. 2 while a call is being recorded */
	int depth;
	int running;             /* the calls are being made: a handler's are made at once */
	int suspended;           /* while the child of a vfork runs on the thread */
	int is_guarded;          /* bad pointers can be found by their faults */
	volatile int count, next;
	size_t used;
	long recorded, done, failed;
	/* Streams that a write has left incomplete. */
	int broken_count;
	int broken[BATCH_BROKEN];
	struct call calls[BATCH_CALLS];
	struct batch_result results[BATCH_RESULTS];
	_Alignas(4096) char data[BATCH_DATA];
};

typedef long apus_call(long, long, long, long, long, long);
extern hidden apus_call *apus_direct_table[];
hidden long apus_host(long, long, long, long, long, long, long);
hidden unsigned long apus_copy(void *, const void *, unsigned long);
hidden int apus_own_faults(void);

/* What the kernel asks of the stubs, see Sources/CApus. */
struct apus_recorder {
	int (*takes)(long);
	void (*clone_begins)(long);
	void (*clone_ends)(long);
};
hidden int apus_record_calls(const char *, const unsigned char *, const struct apus_recorder *);

static inline long direct(long n, long a, long b, long c, long d, long e, long f)
{
	return apus_direct_table[n](a, b, c, d, e, f);
}

/* Fills c from a call's arguments, with copies of what they point at. Returns 0 if that cannot be
 * or is not worth it. */
hidden int __batch_record(struct batch *, struct call *, const long *);
hidden int __batch_records(long);

hidden void __batch_run(struct batch *);
hidden void __batch_note(struct batch *, const struct call *, long);
hidden int __batch_is_broken(struct batch *, int);

/* Makes n calls of fsync or fdatasync at the same time. Returns 0 if that cannot be. */
hidden int __batch_sync(struct batch *, const struct call *, int);

#endif
