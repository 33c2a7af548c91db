#include "apus_core.h"

/* The hosted kernel, under test, has no such table. */
extern APUS_HIDDEN apus_call *apus_syscall_table[APUS_CALLS] __attribute__((weak));

/* Leads every entry through the stub that counts it. Only before the table is
 * made read-only. A stub that passes a call to the host passes all of them. */
void apus_start_counting(void)
{
	for (long n=0; n<APUS_CALLS; n++) {
		apus_base_table[n] = apus_syscall_table[n];
		apus_syscall_table[n] = (apus_call *)(apus_count_stubs + 32*n);
	}
	apus_counting = 1;
}

/* For a cancellation point: whether the host alone answers the call. One that is
 * counted is counted here, because the caller goes to the gate by itself. */
int apus_passes_call(long n)
{
	if ((unsigned long)n >= APUS_CALLS) return 0;
	apus_call *stub = (apus_call *)(apus_host_stubs + 16*n);
	if (!apus_is_counting()) return apus_syscall_table[n] == stub;
	if (apus_base_table[n] != stub) return 0;
	apus_count_call(n);
	return 1;
}

/* The table has a page of its own. */
void apus_protect_table(void)
{
	apus_host(10, (long)apus_syscall_table, sizeof apus_syscall_table, 1, 0, 0, 0);
}
