#include "apus_core.h"

struct apus_state apus_state APUS_FIRST;

unsigned long apus_counts[APUS_CALLS] APUS_LAST;
unsigned long apus_host_calls[APUS_CALLS] APUS_LAST;
unsigned long apus_failures[APUS_CALLS] APUS_LAST;
apus_call *apus_base_table[APUS_CALLS] APUS_LAST;
apus_call *apus_direct_table[APUS_CALLS] APUS_LAST;

void *apus_descriptors[APUS_DESCRIPTORS] APUS_LAST;
struct apus_futex_bucket apus_futex_buckets[APUS_FUTEX_BUCKETS] APUS_LAST;
static struct apus_kept first_kept[APUS_FIRST_THREADS] APUS_LAST;

/* Known to libc's assembly. */
_Static_assert(__builtin_offsetof(struct apus_state, descriptor_end) == 532, "descriptor_end");
_Static_assert(sizeof(struct apus_thread) == 128, "a block is two cache lines");

static struct apus_thread *at(unsigned i)
{
	return i < APUS_FIRST_THREADS ? &apus_state.threads[i] : &apus_state.more[i-APUS_FIRST_THREADS];
}

static struct apus_kept *kept(unsigned i)
{
	if (i < APUS_FIRST_THREADS) return &first_kept[i];
	return (struct apus_kept *)((char *)apus_state.more + APUS_MORE_THREADS) + (i-APUS_FIRST_THREADS);
}

static unsigned index_of(struct apus_thread *t)
{
	unsigned long first = t - apus_state.threads;
	return first < APUS_FIRST_THREADS ? first : t - apus_state.more + APUS_FIRST_THREADS;
}

static int map_more(void)
{
	struct apus_thread *none = 0;
	if (__atomic_load_n(&apus_state.more, __ATOMIC_ACQUIRE)) return 1;
	/* Readable, writable, private, anonymous, without reserve. */
	long p = apus_host(9, 0, APUS_MORE_THREADS + APUS_MORE_KEPT, 3, 0x4022, -1, 0);
	if (p < 0 && p > -4096) return 0;
	if (!__atomic_compare_exchange_n(&apus_state.more, &none, (struct apus_thread *)p, 0,
		__ATOMIC_RELEASE, __ATOMIC_RELAXED))
		apus_host(11, p, APUS_MORE_THREADS + APUS_MORE_KEPT, 0, 0, 0, 0);
	return 1;
}

struct apus_thread *apus_thread_take(void)
{
	unsigned start = __atomic_load_n(&apus_state.next_thread, __ATOMIC_RELAXED);
	for (unsigned n=0; n<APUS_THREADS; n++) {
		unsigned i = (start+n) % APUS_THREADS;
		if (i >= APUS_FIRST_THREADS && !map_more()) {
			/* Only the first are left to look at. */
			n += APUS_THREADS-1 - i;
			continue;
		}
		struct apus_thread *t = at(i);
		if (__atomic_exchange_n(&t->in_use, 1, __ATOMIC_ACQUIRE)) continue;
		unsigned end = __atomic_load_n(&apus_state.thread_end, __ATOMIC_RELAXED);
		__atomic_store_n(&apus_state.next_thread, (i+1) % APUS_THREADS, __ATOMIC_RELAXED);
		while (end < i+1 && !__atomic_compare_exchange_n(&apus_state.thread_end, &end, i+1, 1,
			__ATOMIC_RELAXED, __ATOMIC_RELAXED));
		t->self = t;
		t->kept_signals = kept(i);
		return t;
	}
	return 0;
}

void apus_thread_give_back(struct apus_thread *t)
{
	/* The next one to be taken, so that the blocks in use stay together. */
	__atomic_store_n(&apus_state.next_thread, index_of(t), __ATOMIC_RELAXED);
	__atomic_store_n(&t->in_use, 0, __ATOMIC_RELEASE);
}

void apus_thread_keep_only(struct apus_thread *t)
{
	for (unsigned i=0; i<apus_state.thread_end; i++)
		if (at(i)->in_use && at(i) != t) at(i)->in_use = 0;
}
