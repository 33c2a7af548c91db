#include "signal_frame.h"

/* Kept signals become stack frames such as the host would have made, had they come
 * when the thread left the kernel. The first kept is the last that was delivered:
 * its handler interrupts the next one's at the first instruction.
 *
 * Safety: a frame lies where the program's handlers have their stack; the
 * assembly has left room for those on the thread's own, and on the alternate
 * stack a fault is found by the handler of SIGSEGV like one of the host's. */

enum { SS_DISABLE = 2, SS_FLAGS = 1, RED_ZONE = 128, FLOATING = 512 };
#define SS_AUTODISARM 0x80000000

static int is_on(const struct stack *s, unsigned long sp)
{
	return !(s->flags & SS_AUTODISARM) && sp - s->base - 1 < s->size;
}

/* Where a handler's frame starts, or 0 if it does not fit. */
static struct frame *place(const struct apus_action *a, const struct stack *s, unsigned long sp, void **floating)
{
	int alternate = s->size && is_on(s, sp);
	sp -= RED_ZONE;
	if (a->flags & APUS_SA_ONSTACK && s->size && !is_on(s, sp)) {
		sp = s->base + s->size;
		alternate = 1;
	}
	sp = (sp - FLOATING) & -64UL;
	*floating = (void *)sp;
	sp = ((sp - sizeof(struct frame)) & -16UL) - 8;
	if (alternate && sp - s->base - 1 >= s->size) return 0;
	return (struct frame *)sp;
}

static void save_floating(char *p)
{
	__asm__ volatile ("fxsave64 (%0)" : : "r"(p) : "memory");
	/* What Linux looks at to see whether there is more than fxsave's. */
	for (int i=464; i<FLOATING; i+=8) *(unsigned long *)(p+i) = 0;
}

static void make_frame(struct frame *f, void *floating, const struct apus_action *a, const struct info *info,
	struct registers *r, unsigned long mask, struct stack *s)
{
	save_floating(floating);
	r->old_mask = mask;
	r->floating = floating;
	f->restorer = a->restorer;
	f->context.flags = 6;  /* UC_SIGCONTEXT_SS, UC_STRICT_RESTORE_SS */
	f->context.link = 0;
	f->context.stack = *s;
	f->context.registers = *r;
	f->context.mask = mask;
	f->info = *info;
	if (s->flags & SS_AUTODISARM) {
		*s = (struct stack) { .flags = SS_DISABLE };
		apus_host(131, (long)s, 0, 0, 0, 0, 0);
	}
	r->rsp = (unsigned long)f;
	r->rip = a->handler;
	r->rdi = info->number;
	r->rsi = (unsigned long)&f->info;
	r->rdx = (unsigned long)&f->context;
	r->rax = 0;
	r->flags &= ~0x10500UL;  /* RF, DF, TF */
}

/* Of the thread that leaves the kernel: `edge` points at %r15, %r14, %r13, %r12, %rbp,
 * %rbx, the flags, and the address to go back to. */
static void look_back(struct registers *r, const unsigned long *edge)
{
	r->r15 = edge[0], r->r14 = edge[1], r->r13 = edge[2], r->r12 = edge[3], r->rbp = edge[4], r->rbx = edge[5];
	r->flags = edge[6];
	r->rip = edge[7];
	r->rsp = (unsigned long)(edge+8);
	__asm__ ("mov %%cs,%0; mov %%ss,%1" : "=r"(r->cs), "=r"(r->ss));
}

_Static_assert(__builtin_offsetof(struct apus_thread, kept) == 56 &&
	__builtin_offsetof(struct apus_thread, masked_faults) == 80 &&
	__builtin_offsetof(struct apus_thread, kept_signals) == 88 && __builtin_offsetof(struct apus_kept, edge) == 0, "known to the assembly");
_Static_assert(sizeof apus_state.threads == 0x200 && __builtin_offsetof(struct apus_state, more) == 0x200 &&
	__builtin_offsetof(struct apus_state, gs_mode) == 0x208 && __builtin_offsetof(struct apus_state, counting) == 0x20c &&
	__builtin_offsetof(struct apus_state, owns_faults) == 0x210 && APUS_MORE_THREADS == 0x1ffe00 &&
	APUS_GS_FSGSBASE == 2 && APUS_FAULTS == 0x440, "and so is this");

/* Of the first n that are kept. Returns 2 if there is something to start, else what
 * apus_deliver_kept returns. */
long apus_make_frames(struct apus_thread *t, unsigned long *edge, struct start *start, int n)
{
	struct apus_kept *k = t->kept_signals;
	struct registers r = { 0 };
	struct apus_action a[APUS_KEPT];
	struct stack stack;
	unsigned long mask, faults = t->masked_faults;
	int restarts = 1, handlers = 0;

	mask = k->mask & ~APUS_FAULTS;
	for (int i=n; i--; ) {
		if (!apus_kept_handler(t, i, &a[i])) {
			a[i].handler = 0;
			continue;
		}
		handlers++;
		if (!(a[i].flags & APUS_SA_RESTART)) restarts = 0;
	}
	if (handlers) {
		look_back(&r, edge);
		r.rax = restarts;
		apus_host(131, 0, (long)&stack, 0, 0, 0, 0);
		stack.flags &= ~SS_FLAGS;
	}
	for (int i=n; i--; ) {
		struct info *info = (void *)k->info[i];
		void *floating;
		if (!a[i].handler) continue;
		struct frame *f = place(&a[i], &stack, r.rsp, &floating);
		if (!f) {
			/* As on Linux: SIGSEGV, without an address. It goes on at apus_deliver_abandoned. */
			if (info->number == APUS_SIGSEGV) t->masked_faults |= APUS_SIGNAL(APUS_SIGSEGV);
			for (;;) __asm__ volatile ("hlt");
		}
		make_frame(f, floating, &a[i], info, &r, mask | faults, &stack);
		faults |= apus_faults_masked_by(info->number, a[i]);
		mask |= (a[i].mask | (a[i].flags & APUS_SA_NODEFER ? 0 : APUS_SIGNAL(info->number))) & ~APUS_FAULTS;
	}
	t->masked_faults = faults;
	*start = (struct start) { r.rsp, r.rip, r.rdi, r.rsi, r.rdx };
	for (int more = __atomic_exchange_n(&t->kept, 0, __ATOMIC_RELAXED); more > n; more--)
		if (more <= APUS_KEPT) apus_send_again(((struct info *)k->info[more-1])->number, k->info[more-1]);
	apus_host(14, 2, (long)&mask, 0, 8, 0, 0);
	return handlers ? 2 : restarts;
}
