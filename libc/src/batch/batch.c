/* How batches begin and end, and what becomes of a call in between. */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <sys/mman.h>
#include "batch.h"
#include "lock.h"
#include "offset.h"

/* Known to the assembly. */
_Static_assert(offsetof(struct pthread, batch) == BATCH_OFFSET, "batch");

extern hidden const char __batch_stubs[];

static struct batch *mine(void) { return __pthread_self()->batch; }

static void set_recording(struct batch *b)
{
	b->recording = b->depth && !b->running && !b->suspended;
}

static void make_calls(struct batch *b)
{
	size_t used = b->used;
	int is_interrupted = b->recording == 2;
	if (b->running) return;
	b->running = 1;
	b->recording = 0;
	__batch_run(b);
	b->running = 0;
	/* What a handler has interrupted goes on copying to where it was. */
	if (is_interrupted) b->used = used;
	set_recording(b);
}

static int record(struct batch *b, struct call *c, const long *a)
{
	b->recording = 2;
	return b->count < BATCH_CALLS && __batch_record(b, c, a);
}

/* A call while a batch is open, by the stubs: n and its arguments, the first of which is
 * replaced by the result. Returns 0 if it is to be made now. */
struct made { long a[6], n; };

hidden int __batch_call(struct made *m)
{
	struct batch *b = mine();
	struct call c;
	int i;
	if (b->recording == 2) {
		/* A handler's, in the middle of this. */
		make_calls(b);
		b->recording = 2;
		return 0;
	}
	if (!__batch_records(m->n)) {
		make_calls(b);
		return 0;
	}
	c.number = m->n;
	if (!record(b, &c, m->a)) {
		b->recording = 1;
		make_calls(b);
		if (!record(b, &c, m->a)) {
			set_recording(b);
			if (c.is_write != 1 || !__batch_is_broken(b, c.fd)) return 0;
			m->a[0] = -ECANCELED;
			return 1;
		}
	}
	/* A handler may have emptied the list, but adds nothing to it. */
	do b->calls[i = b->count] = c;
	while (a_cas(&b->count, i, i+1) != i);
	b->recorded++;
	b->recording = 1;
	m->a[0] = c.told;
	return 1;
}

/* Whether a cancellation point is recorded: else it is cancellable. */
static int takes(long n)
{
	struct batch *b = mine();
	if (!b || !b->recording) return 0;
	if (b->recording == 1 && __batch_records(n)) return 1;
	int was = b->recording;
	make_calls(b);
	b->recording = was;
	return 0;
}

static int shares_thread(long flags) { return (flags & (CLONE_VM|CLONE_VFORK)) == (CLONE_VM|CLONE_VFORK); }

/* These two do not come through the table. The child of a vfork has our thread structure. */
static void clone_begins(long flags)
{
	struct batch *b = mine();
	if (!b) return;
	if (b->recording) make_calls(b);
	if (shares_thread(flags)) {
		b->suspended++;
		b->recording = 0;
	}
}

static void clone_ends(long flags)
{
	struct batch *b = mine();
	if (!b || !shares_thread(flags)) return;
	b->suspended--;
	set_recording(b);
}

/* Calls that tell nobody anything of what is recorded: what is in memory, of which we have copies,
 * and the way out of a handler, which takes its frame from the stack pointer. */
static const unsigned char left_alone[512] = {
	[SYS_rt_sigreturn]=1, [SYS_getpid]=1, [SYS_gettid]=1, [SYS_getppid]=1,
	[SYS_getuid]=1, [SYS_geteuid]=1, [SYS_getgid]=1, [SYS_getegid]=1,
	[SYS_clock_gettime]=1, [SYS_clock_getres]=1, [SYS_gettimeofday]=1, [SYS_time]=1,
	[SYS_getcpu]=1, [SYS_getrandom]=1, [SYS_uname]=1,
	[SYS_brk]=1, [SYS_madvise]=1, [SYS_munmap]=1, [SYS_mprotect]=1,
};

static const struct apus_recorder recorder = { takes, clone_begins, clone_ends };
static volatile int lock[1];
static int is_installed;

static struct batch *prepare(void)
{
	struct pthread *self = __pthread_self();
	struct batch *b = self->batch;
	long r;
	if (b) return b;
	LOCK(lock);
	r = is_installed ? 0 : apus_record_calls(__batch_stubs, left_alone, &recorder);
	if (!r) is_installed = 1;
	UNLOCK(lock);
	if (!r) {
		r = apus_host(SYS_mmap, 0, sizeof(struct batch), PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	}
	if ((unsigned long)r > -4096UL) {
		errno = -r;
		return 0;
	}
	b = (void *)r;
	b->is_guarded = apus_own_faults();
	return self->batch = b;
}

hidden void __batch_thread_exit(void)
{
	struct batch *b = mine();
	if (!b) return;
	make_calls(b);
	__pthread_self()->batch = 0;
	apus_host(SYS_munmap, (long)b, sizeof *b, 0, 0, 0, 0);
}

long esca_init(void) { return prepare() ? 0 : -1; }

long batch_start(void)
{
	struct batch *b = prepare();
	if (!b) return -1;
	if (b->running) {
		b->depth++;
		return 0;
	}
	if (!b->depth) {
		make_calls(b);
		b->recorded = b->done = b->failed = b->broken_count = 0;
	}
	b->depth++;
	if (b->recording != 2 || b->depth == 1) set_recording(b);
	return 0;
}

long batch_flush(void)
{
	struct batch *b = mine();
	if (!b || !b->depth) return 0;
	if (b->depth > 1 || b->running) {
		b->depth--;
		return 0;
	}
	make_calls(b);
	b->depth = b->recording = b->broken_count = 0;
	return b->failed;
}

long batch_count(void)
{
	struct batch *b = mine();
	return b ? b->recorded : 0;
}

long batch_result(long i, struct batch_result *result)
{
	struct batch *b = mine();
	if (!b || i < 0 || i >= b->recorded || i < b->done - BATCH_RESULTS) errno = EINVAL;
	else if (i >= b->done) errno = EAGAIN;
	else {
		*result = b->results[i % BATCH_RESULTS];
		return 0;
	}
	return -1;
}
