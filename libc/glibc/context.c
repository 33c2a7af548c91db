/* makecontext(3), and the signal mask for x86_64/switch_context.S. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>
#include "glibc.h"

_Static_assert(offsetof(ucontext_t, uc_mcontext) == 40 && offsetof(ucontext_t, uc_sigmask) == 296, "glibc's layout");
_Static_assert(offsetof(ucontext_t, __fpregs_mem) == 424 && offsetof(ucontext_t, uc_mcontext.fpregs) == 224, "glibc's layout");

hidden void glibc_context_end(void);

hidden void glibc_context_mask(int how, const sigset_t *set, sigset_t *old)
{
	sigprocmask(how, set, old);
}

void GLIBC(makecontext)(ucontext_t *c, void (*function)(void), int n, ...)
{
	static const int registers[] = { REG_RDI, REG_RSI, REG_RDX, REG_RCX, REG_R8, REG_R9 };
	greg_t *g = c->uc_mcontext.gregs;
	uintptr_t top = (uintptr_t)c->uc_stack.ss_sp + c->uc_stack.ss_size;
	int i, beyond = n > 6 ? n-6 : 0;
	/* The next context, the arguments that are on the stack, and the return address below. */
	uintptr_t *link = (uintptr_t *)((top-8) & -16), *sp = (uintptr_t *)(((uintptr_t)(link - beyond) & -16) - 8);
	va_list ap;
	*link = (uintptr_t)c->uc_link;
	*sp = (uintptr_t)glibc_context_end;
	va_start(ap, n);
	for (i=0; i<n; i++) {
		greg_t x = va_arg(ap, greg_t);
		if (i < 6) g[registers[i]] = x;
		else sp[i-5] = x;
	}
	va_end(ap);
	g[REG_RIP] = (greg_t)function;
	g[REG_RBX] = (greg_t)link;
	g[REG_RSP] = (greg_t)sp;
}
