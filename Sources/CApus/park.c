#include "apus_core.h"

enum { FUTEX_WAIT = 0, FUTEX_WAIT_BITSET = 9, FUTEX_WAKE = 1, FUTEX_PRIVATE = 128, FUTEX_REALTIME = 256 };
enum { PR_SET_TIMERSLACK = 29, PR_GET_TIMERSLACK = 30 };

static void end_sleep(struct apus_thread *t, unsigned state)
{
	unsigned long one = 1;
	if (state == APUS_ASLEEP) apus_host(202, (long)&t->park, FUTEX_WAKE|FUTEX_PRIVATE, 1, 0, 0, 0);
	if (state == APUS_IN_HOST) apus_host(1, t->wake_descriptor, (long)&one, 8, 0, 0, 0);
}

void apus_wake(struct apus_thread *t)
{
	end_sleep(t, __atomic_exchange_n(&t->park, APUS_AWAKE, __ATOMIC_ACQ_REL));
}

/* A woken thread that at once needs the lock that its waker holds would only run to wait. */
void apus_wake_later(struct apus_thread *self, struct apus_thread *t)
{
	unsigned state = __atomic_exchange_n(&t->park, APUS_AWAKE, __ATOMIC_ACQ_REL);
	if (state < APUS_ASLEEP) return;
	if (!self || self->roused == APUS_ROUSED) return end_sleep(t, state);
	self->rouse[self->roused++] = (struct apus_thread *)((unsigned long)t | (state == APUS_IN_HOST));
}

void apus_rouse(struct apus_thread *self)
{
	while (self->roused) {
		unsigned long t = (unsigned long)self->rouse[--self->roused];
		end_sleep((struct apus_thread *)(t & -2UL), t & 1 ? APUS_IN_HOST : APUS_ASLEEP);
	}
}

long apus_sleep(struct apus_thread *t, const void *timeout, int realtime)
{
	unsigned expected = APUS_WAITING;
	if (!__atomic_compare_exchange_n(&t->park, &expected, APUS_ASLEEP, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
		return 0;
	while (__atomic_load_n(&t->park, __ATOMIC_ACQUIRE) == APUS_ASLEEP) {
		long r = apus_host(202, (long)&t->park, FUTEX_WAIT_BITSET|FUTEX_PRIVATE | (realtime ? FUTEX_REALTIME : 0),
			APUS_ASLEEP, (long)timeout, 0, -1);
		if (r == -110) return r;
	}
	return 0;
}

long apus_sleep_exactly(struct apus_thread *t, const void *time)
{
	long slack = apus_host(157, PR_GET_TIMERSLACK, 0, 0, 0, 0, 0), r;
	if (slack > 1) apus_host(157, PR_SET_TIMERSLACK, 1, 0, 0, 0, 0);
	r = apus_sleep(t, time, 0);
	if (slack > 1) apus_host(157, PR_SET_TIMERSLACK, slack, 0, 0, 0, 0);
	return r;
}

/* Under a real-time policy a yield lets nobody run whose priority is lower, and the holder may be
 * such a one, on this very core: so it takes a nap. */
void apus_back_off(unsigned tries)
{
	static const unsigned never;
	static const long nap[2] = { 0, 50000 };
	if (++tries % 128) apus_pause();
	else if (tries < 16*128) apus_host(24, 0, 0, 0, 0, 0, 0);
	else apus_host(202, (long)&never, FUTEX_WAIT|FUTEX_PRIVATE, 0, (long)nap, 0, 0);
}

void apus_lock_slowly(unsigned *word)
{
	for (unsigned tries=0; ; tries++) {
		if (!__atomic_load_n(word, __ATOMIC_RELAXED) && !__atomic_exchange_n(word, 1, __ATOMIC_ACQUIRE)) return;
		apus_back_off(tries);
	}
}

/* How often libc looks at a lock before it waits: not at all where the last to
 * wake this thread ran on its own CPU, for then nothing changes meanwhile. */
int apus_spins(void)
{
	struct apus_thread *t = apus_thread_self();
	return t && t->waker_cpu >= 0 && t->waker_cpu == apus_cpu() ? 0 : 100;
}

#ifndef APUS_FREESTANDING
int apus_is_cancelled(void) { return 0; }
#endif
