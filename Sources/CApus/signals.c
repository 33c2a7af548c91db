#include "apus_signals.h"
#include "signal_frame.h"

/* After one signal is kept no other comes but the faults; these two cannot be blocked at all. */
#define ALL_BUT_FAULTS ~(APUS_FAULTS | APUS_SIGNAL(APUS_SIGKILL) | APUS_SIGNAL(APUS_SIGSTOP))

/* The program's actions. A handler of signals may read at any time, so a reader
 * tries again where the count is odd or has changed. */
static struct slot { unsigned count; struct apus_action action; } actions[64] APUS_LAST;
static int actions_lock APUS_LAST;

void apus_lock_actions(void)
{
	for (unsigned tries=0; __atomic_exchange_n(&actions_lock, 1, __ATOMIC_ACQUIRE); tries++) apus_back_off(tries);
}

void apus_unlock_actions(void)
{
	__atomic_store_n(&actions_lock, 0, __ATOMIC_RELEASE);
}

struct apus_action apus_action_of(int sig)
{
	struct slot *s = &actions[sig-1];
	struct apus_action a;
	for (unsigned tries=0; ; apus_back_off(tries++)) {
		unsigned count = __atomic_load_n(&s->count, __ATOMIC_ACQUIRE);
		a.handler = __atomic_load_n(&s->action.handler, __ATOMIC_RELAXED);
		a.flags = __atomic_load_n(&s->action.flags, __ATOMIC_RELAXED);
		a.restorer = __atomic_load_n(&s->action.restorer, __ATOMIC_RELAXED);
		a.mask = __atomic_load_n(&s->action.mask, __ATOMIC_RELAXED);
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		if (!(count & 1) && __atomic_load_n(&s->count, __ATOMIC_RELAXED) == count) return a;
	}
}

void apus_keep_action(int sig, struct apus_action a)
{
	struct slot *s = &actions[sig-1];
	unsigned count = s->count;
	__atomic_store_n(&s->count, count+1, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	__atomic_store_n(&s->action.handler, a.handler, __ATOMIC_RELAXED);
	__atomic_store_n(&s->action.flags, a.flags, __ATOMIC_RELAXED);
	__atomic_store_n(&s->action.restorer, a.restorer, __ATOMIC_RELAXED);
	__atomic_store_n(&s->action.mask, a.mask & ~(APUS_SIGNAL(APUS_SIGKILL) | APUS_SIGNAL(APUS_SIGSTOP)), __ATOMIC_RELAXED);
	__atomic_store_n(&s->count, count+2, __ATOMIC_RELEASE);
}

static int is_fault(int sig)
{
	return apus_state.owns_faults && (APUS_SIGNAL(sig) & APUS_FAULTS);
}

static void set_default(int sig)
{
	struct apus_action a = { 0 };
	apus_host(13, sig, (long)&a, 0, 8, 0, 0);
}

void apus_send_again(int sig, const void *info)
{
	long process = apus_host(39, 0, 0, 0, 0, 0, 0), thread = apus_host(186, 0, 0, 0, 0, 0, 0);
	if (apus_host(297, process, thread, sig, (long)info, 0, 0) < 0) apus_host(234, process, thread, sig, 0, 0, 0);
}

/* Takes the default action. Of a signal that this ignores the host then drops those that are
 * blocked and pending, at the thread and at the process, which SA_RESETHAND does not. */
static void reset_in_host(int sig, const struct apus_action *reset)
{
	unsigned long mask = APUS_SIGNAL(sig), none[2] = { 0 };
	struct info infos[2];
	int n = 0, ignored = mask & (APUS_SIGNAL(17) | APUS_SIGNAL(18) | APUS_SIGNAL(23) | APUS_SIGNAL(28)) ? 2 : 0;
	while (n < ignored && apus_host(128, (long)&mask, (long)&infos[n], (long)none, 8, 0, 0) == sig) n++;
	apus_host(13, sig, (long)reset, 0, 8, 0, 0);
	for (int i=0; i<n; i++)
		if (infos[i].code == -6) apus_send_again(sig, &infos[i]);
		else apus_host(129, apus_host(39, 0, 0, 0, 0, 0, 0), sig, (long)&infos[i], 0, 0, 0);
}

/* SA_RESETHAND: the first of all threads to come here runs the handler. A process in
 * its parent's memory has its own action in the host only. */
static struct apus_action take_once(int sig)
{
	struct apus_thread *t = apus_thread_self();
	unsigned long all = -1UL, mask;
	apus_host(14, 2, (long)&all, (long)&mask, 8, 0, 0);
	apus_lock_actions();
	struct apus_action a = apus_action_of(sig), reset = a;
	if (a.handler > 1 && a.flags & APUS_SA_RESETHAND) {
		reset.handler = 0;
		if (!t || !(t->shares_memory & APUS_SHARES_MEMORY)) apus_keep_action(sig, reset);
		if (!is_fault(sig)) reset_in_host(sig, &reset);
	}
	apus_unlock_actions();
	apus_host(14, 2, (long)&mask, 0, 8, 0, 0);
	return a;
}

/* The program's handler for a signal, or 0 where there is none any more. The host
 * then does what it does by default, to the signal that comes once more. */
static unsigned long handler_for(int sig, const void *info, struct apus_action *a)
{
	*a = apus_action_of(sig);
	if (a->handler > 1 && a->flags & APUS_SA_RESETHAND) *a = take_once(sig);
	if (a->handler > 1) return a->handler;
	if (a->handler == 1) return 0;
	if (is_fault(sig)) set_default(sig);
	/* Whoever has changed the action is about to change it in the host. */
	for (unsigned tries=0; __atomic_load_n(&actions_lock, __ATOMIC_ACQUIRE); tries++) apus_back_off(tries);
	apus_send_again(sig, info);
	return 0;
}

static void keep(struct apus_thread *t, int sig, const struct info *info, struct ucontext *uc)
{
	struct apus_kept *k = t->kept_signals;
	int i = __atomic_fetch_add(&t->kept, 1, __ATOMIC_RELAXED);
	/* One that interrupted the other's first instruction has the larger mask. */
	k->mask = i ? k->mask & uc->mask : uc->mask;
	if (!i) k->edge = 0;
	uc->mask = ALL_BUT_FAULTS;
	if (i < APUS_KEPT) {
		for (int j=0; j<128; j+=8) *(unsigned long *)(k->info[i]+j) = *(unsigned long *)((char *)info+j);
	} else {
		/* It is blocked by now, and the host keeps it. */
		t->kept = APUS_KEPT;
		apus_send_again(sig, info);
	}
	apus_wake(t);
}

static void hold(struct apus_thread *t, int sig, const struct info *info)
{
	if (t->held & APUS_SIGNAL(sig)) return;
	t->held |= APUS_SIGNAL(sig);
	unsigned char *p = t->kept_signals->held_info[sig == APUS_SIGBUS];
	for (int j=0; j<128; j++) p[j] = ((unsigned char *)info)[j];
}

void apus_release_held(struct apus_thread *t, unsigned long blocked)
{
	struct apus_kept *k = t->kept_signals;
	unsigned long now = t->held & ~blocked;
	t->held &= blocked;
	if (now & APUS_SIGNAL(APUS_SIGSEGV)) apus_send_again(APUS_SIGSEGV, k->held_info[0]);
	if (now & APUS_SIGNAL(APUS_SIGBUS)) apus_send_again(APUS_SIGBUS, k->held_info[1]);
}

extern APUS_HIDDEN const char apus_copy_begin[], apus_copy_short_end[], apus_copy_slowly[], apus_copy_end[],
	apus_copy_stopped[], apus_fill_begin[], apus_fill_end[], apus_word_begin[], apus_word_end[], apus_word_fault[],
	apus_mask_begin[], apus_mask_end[], apus_mask_fault[], apus_deliver_abandoned[];

static int between(unsigned long pc, const char *begin, const char *end)
{
	return pc - (unsigned long)begin < end - begin;
}

/* Where a fault in one of the copy routines goes on, or 0 for another. */
static const char *landing(unsigned long pc)
{
	if (between(pc, apus_copy_begin, apus_copy_short_end)) return apus_copy_slowly;
	if (between(pc, apus_copy_slowly, apus_copy_end)) return apus_copy_stopped;
	if (between(pc, apus_fill_begin, apus_fill_end)) return apus_fill_end;
	if (between(pc, apus_word_begin, apus_word_end)) return apus_word_fault;
	if (between(pc, apus_mask_begin, apus_mask_end)) return apus_mask_fault;
	return 0;
}

/* Threads that got a signal before they had a block of their own, with the maker's
 * still in GS. All signals are blocked in them until apus_end_early_signals. */
#define EARLY 16
static struct early { int tid; unsigned long mask; } early[EARLY] APUS_LAST;

extern APUS_HIDDEN const char apus_text_end[];
#ifdef APUS_FREESTANDING
extern APUS_HIDDEN const char __clone[] __attribute__((weak)), apus_clone_end[] __attribute__((weak));
#else
#define __clone apus_text_end
#define apus_clone_end apus_text_end
#endif

/* Whether the block is not the thread's that runs. That can only be in the first steps of a new one. */
static int is_early(struct apus_thread *t, unsigned long pc)
{
	if (!between(pc, apus_gate_begin, apus_text_end) && !between(pc, __clone, apus_clone_end)) return 0;
	return t->tid && apus_host(186, 0, 0, 0, 0, 0, 0) != t->tid;
}

static void put_off(int sig, const struct info *info, struct ucontext *uc)
{
	int none = 0, tid = apus_host(186, 0, 0, 0, 0, 0, 0);
	struct early *e = early;
	while (e<early+EARLY && !__atomic_compare_exchange_n(&e->tid, &none, tid, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) e++, none = 0;
	if (e<early+EARLY) e->mask = uc->mask;
	__atomic_add_fetch(&apus_state.early, 1, __ATOMIC_RELEASE);
	uc->mask = ALL_BUT_FAULTS;
	apus_send_again(sig, info);
}

void apus_end_early_signals(void)
{
	if (!__atomic_load_n(&apus_state.early, __ATOMIC_ACQUIRE)) return;
	int tid = apus_host(186, 0, 0, 0, 0, 0, 0);
	for (struct early *e=early; e<early+EARLY; e++) {
		if (__atomic_load_n(&e->tid, __ATOMIC_ACQUIRE) != tid) continue;
		unsigned long mask = e->mask;
		__atomic_store_n(&e->tid, 0, __ATOMIC_RELEASE);
		__atomic_sub_fetch(&apus_state.early, 1, __ATOMIC_RELAXED);
		apus_host(14, 2, (long)&mask, 0, 8, 0, 0);
	}
}

/* There was no room for the frame of a kept signal. That signal is lost, as it is on
 * Linux; what it interrupted goes on if the program's handler wants that. */
static void abandon(struct apus_thread *t, struct ucontext *uc)
{
	uc->mask = t->kept_signals->mask;
	t->kept = 0;
	if (!t->kept_signals->edge) return;
	uc->registers.rdi = (unsigned long)t->kept_signals->edge;
	uc->registers.rip = (unsigned long)apus_deliver_abandoned;
}

/* A fault of an instruction. Returns whether a handler of the program is to know. */
static int faults(struct apus_thread *t, int sig, const struct info *info, struct ucontext *uc)
{
	const char *next = landing(uc->registers.rip);
	if (next) {
		uc->registers.rip = (unsigned long)next;
		return 0;
	}
	if (t && t->in_kernel) {
		apus_report_fault(uc->registers.rip, info->address);
	} else if (apus_action_of(sig).handler > 1 && !(t && t->masked_faults & APUS_SIGNAL(sig))) {
		if (t && t->kept) abandon(t, uc);
		return 1;
	}
	/* The instruction faults again, and nobody is in the way. */
	set_default(sig);
	return 0;
}

/* Looks at a signal first. Returns the program's handler if it is to run now. */
APUS_HIDDEN unsigned long apus_filter_signal(int sig, struct info *info, struct ucontext *uc)
{
	struct apus_thread *t = apus_thread_self();
	struct apus_action a;
	unsigned long handler;

	if (is_fault(sig) && info->code > 0) {
		if (!faults(t, sig, info, uc)) return 0;
	} else {
		if (t && is_early(t, uc->registers.rip)) return put_off(sig, info, uc), 0;
		if (t && (t->in_kernel || t->kept)) return keep(t, sig, info, uc), 0;
		if (t && t->masked_faults & APUS_SIGNAL(sig)) return hold(t, sig, info), 0;
	}
	handler = handler_for(sig, info, &a);
	if (handler && t && apus_state.owns_faults) {
		/* The first handler in a sigsuspend goes back to the mask before it. */
		uc->mask |= t->suspended_faults ? t->suspended_faults & APUS_FAULTS : t->masked_faults;
		t->suspended_faults = 0;
		t->masked_faults |= apus_faults_masked_by(sig, a);
	}
	return handler;
}

/* A handler returns: of the mask it goes back to the host gets what it may. */
APUS_HIDDEN void apus_filter_return(struct ucontext *uc)
{
	struct apus_thread *t;
	unsigned long masked = uc->mask & APUS_FAULTS;
	if (!apus_state.owns_faults || !(t = apus_thread_self())) return;
	uc->mask &= ~APUS_FAULTS;
	t->masked_faults = masked;
	if (t->held & ~masked) apus_release_held(t, masked);
}

/* The next handler that a kept signal wants. */
APUS_HIDDEN unsigned long apus_kept_handler(struct apus_thread *t, int i, struct apus_action *a)
{
	struct info *info = (void *)t->kept_signals->info[i];
	if (t->masked_faults & APUS_SIGNAL(info->number)) return hold(t, info->number, info), 0;
	return handler_for(info->number, info, a);
}
