/* Signals: what the kernel's C, its assembly and its Swift see of them. */
#pragma once
#include "apus_core.h"

enum { APUS_SIGKILL = 9, APUS_SIGBUS = 7, APUS_SIGSEGV = 11, APUS_SIGSTOP = 19 };
enum {
	APUS_SA_SIGINFO = 4, APUS_SA_RESTORER = 0x4000000, APUS_SA_ONSTACK = 0x8000000, APUS_SA_RESTART = 0x10000000,
	APUS_SA_NODEFER = 0x40000000
};
#define APUS_SA_RESETHAND 0x80000000UL
#define APUS_SIGNAL(n) (1UL << ((n)-1))
#define APUS_FAULTS 0x440UL              /* SIGSEGV and SIGBUS */

/* struct sigaction as the host takes it; handler 0 is SIG_DFL and 1 SIG_IGN. */
struct apus_action {
	unsigned long handler, flags, restorer, mask;
};

/* Keeps other threads from changing actions. The holder is in the kernel, or blocks signals. */
APUS_HIDDEN void apus_lock_actions(void);
APUS_HIDDEN void apus_unlock_actions(void);
/* The program's action for a signal that the kernel gets in its place; zeros for one that it never got. */
APUS_HIDDEN struct apus_action apus_action_of(int sig);
/* With the lock. */
APUS_HIDDEN void apus_keep_action(int sig, struct apus_action);

/* What the host calls for every signal that the program handles. */
APUS_HIDDEN void apus_signal_entry(int, void *, void *);
/* A restorer. */
APUS_HIDDEN void apus_sigreturn(void);
APUS_INLINE unsigned long apus_signal_entry_address(void) { return (unsigned long)&apus_signal_entry; }
APUS_INLINE unsigned long apus_restorer_address(void) { return (unsigned long)&apus_sigreturn; }

APUS_INLINE int apus_owns_faults(void) { return apus_state.owns_faults; }
APUS_INLINE void apus_set_owns_faults(int yes) { apus_state.owns_faults = yes; }
/* Sends itself the signals that are held and not in the set. */
APUS_HIDDEN void apus_release_held(struct apus_thread *, unsigned long blocked);
/* A new thread has its block: it gets the signals that came before that. */
APUS_HIDDEN void apus_end_early_signals(void);
/* Sends itself a signal as it came. */
APUS_HIDDEN void apus_send_again(int sig, const void *info);
/* The table's entry of rt_sigprocmask, which may go on to apus_sys_rt_sigprocmask. */
APUS_HIDDEN apus_call apus_first_rt_sigprocmask;
