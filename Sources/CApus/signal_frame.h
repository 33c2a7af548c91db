/* The stack frame of a signal as Linux makes it on x86-64. */
#pragma once
#include "apus_signals.h"

struct info {
	int number, error, code, unused;
	unsigned long address;           /* of a fault */
	unsigned char rest[128-24];
};

struct registers {
	unsigned long r8, r9, r10, r11, r12, r13, r14, r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, flags;
	unsigned short cs, gs, fs, ss;
	unsigned long error, trap, old_mask, cr2;
	void *floating;
	unsigned long reserved[8];
};

struct stack { unsigned long base; int flags, unused; unsigned long size; };

struct ucontext {
	unsigned long flags;
	void *link;
	struct stack stack;
	struct registers registers;
	unsigned long mask;
};

struct frame {
	unsigned long restorer;
	struct ucontext context;
	struct info info;
};

_Static_assert(sizeof(struct registers) == 256 && sizeof(struct ucontext) == 304 && sizeof(struct frame) == 440,
	"as Linux lays them out");

/* What a thread goes on with: the first five are what the assembly takes. */
struct start { unsigned long rsp, rip, rdi, rsi, rdx; };

/* SIGSEGV and SIGBUS as far as they are blocked while a handler runs. */
APUS_INLINE unsigned long apus_faults_masked_by(int sig, struct apus_action a)
{
	return (a.mask | (a.flags & APUS_SA_NODEFER ? 0 : APUS_SIGNAL(sig))) & APUS_FAULTS;
}

APUS_HIDDEN void apus_report_fault(unsigned long pc, unsigned long address);
APUS_HIDDEN unsigned long apus_filter_signal(int sig, struct info *, struct ucontext *);
APUS_HIDDEN void apus_filter_return(struct ucontext *);
APUS_HIDDEN unsigned long apus_kept_handler(struct apus_thread *, int i, struct apus_action *);
APUS_HIDDEN long apus_make_frames(struct apus_thread *, unsigned long *edge, struct start *, int n);
