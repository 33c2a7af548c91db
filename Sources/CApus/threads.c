#include "apus_core.h"

struct apus_thread apus_threads[APUS_THREADS];
int apus_gs_mode;
int apus_counting;
unsigned long apus_counts[APUS_CALLS];
unsigned long apus_host_calls[APUS_CALLS];
apus_call *apus_base_table[APUS_CALLS];

static unsigned next_thread;

/* Above any that was ever in use; the rest is memory that nobody has touched. */
static unsigned thread_end;

struct apus_thread *apus_thread_take(void)
{
	unsigned start = __atomic_load_n(&next_thread, __ATOMIC_RELAXED);
	for (unsigned i=0; i<APUS_THREADS; i++) {
		struct apus_thread *t = &apus_threads[(start+i) % APUS_THREADS];
		if (t->in_use || __atomic_exchange_n(&t->in_use, 1, __ATOMIC_ACQUIRE)) continue;
		unsigned next = t - apus_threads + 1, end = __atomic_load_n(&thread_end, __ATOMIC_RELAXED);
		__atomic_store_n(&next_thread, next % APUS_THREADS, __ATOMIC_RELAXED);
		while (end < next && !__atomic_compare_exchange_n(&thread_end, &end, next, 1,
			__ATOMIC_RELAXED, __ATOMIC_RELAXED));
		t->self = t;
		return t;
	}
	return 0;
}

void apus_thread_give_back(struct apus_thread *t)
{
	/* The next one to be taken, so that the blocks in use stay together. */
	__atomic_store_n(&next_thread, t - apus_threads, __ATOMIC_RELAXED);
	__atomic_store_n(&t->in_use, 0, __ATOMIC_RELEASE);
}

void apus_thread_keep_only(struct apus_thread *t)
{
	for (unsigned i=0; i<thread_end; i++)
		if (apus_threads[i].in_use && &apus_threads[i] != t) apus_threads[i].in_use = 0;
}
