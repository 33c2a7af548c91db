#include "apus_core.h"

extern APUS_HIDDEN apus_call *const apus_syscall_table[APUS_CALLS];

APUS_HIDDEN long apus_handle_cancellable(volatile int *cancel, long n,
	long a, long b, long c, long d, long e, long f);

/* A cancellation point whose table entry is not the host's stub: one that is
 * counted, or that a handler answers, which no longer blocks. */
long apus_handle_cancellable(volatile int *cancel, long n,
	long a, long b, long c, long d, long e, long f)
{
	apus_call *entry = apus_syscall_table[n];
	const char *stub = apus_host_stubs + 16*n;

	if (apus_is_counting()) {
		__atomic_add_fetch(&apus_counts[n], 1, __ATOMIC_RELAXED);
		entry = apus_base_table[n];
		if ((const char *)entry == stub)
			return apus_host_cancellable(cancel, n, a, b, c, d, e, f);
	}
	return *cancel ? APUS_CANCELLED : entry(a, b, c, d, e, f);
}
