#include "apus_core.h"
#include "../../libc/include/apus/kernel.h"

#define EFAULT 14
#define FLAGS 0x1c000004UL  /* SA_ONSTACK, SA_RESTART, SA_RESTORER, SA_SIGINFO */

struct action {
	void *handler;
	unsigned long flags;
	void *restorer;
	unsigned long mask;
};

/* What the program has set for the signal that asks for the counts. */
static struct action of_program APUS_LAST;
static apus_call *usual APUS_LAST;
static int printing APUS_LAST;

/* Also for a filter of signals: whether this one was for us. Of requests that
 * come while one is answered, none is. */
int apus_is_statistics_signal(int sig)
{
	if (sig != apus_state.statistics_signal || !sig) return 0;
	if (!__atomic_exchange_n(&printing, 1, __ATOMIC_ACQUIRE)) {
		apus_print_statistics();
		__atomic_store_n(&printing, 0, __ATOMIC_RELEASE);
	}
	return 1;
}

static void handle(int sig, void *info, void *context)
{
	(void)info, (void)context;
	apus_is_statistics_signal(sig);
}

/* rt_sigaction(2): what the program does with our signal stays with us. */
static long keep_action(long sig, long new, long old, long size, long e, long f)
{
	struct action action, before = of_program;
	if ((int)sig != apus_state.statistics_signal || size != 8) return usual(sig, new, old, size, e, f);
	if (new) {
		if (apus_copy(&action, (void *)new, sizeof action)) return -EFAULT;
		of_program = action;
	}
	return old && apus_copy((void *)old, &before, sizeof before) ? -EFAULT : 0;
}

void apus_answer_statistics_signal(int sig)
{
	struct action action = { handle, FLAGS, apus_statistics_return, -1UL };
	apus_state.statistics_signal = sig;
	if (!apus_host(13, sig, (long)&action, (long)&of_program, 8, 0, 0))
		apus_kernel_override(13, keep_action, &usual);
}
