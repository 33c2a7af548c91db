/* Catching by Syscall User Dispatch. The range from which calls go straight to
 * the host is libc.so's code: the table's own host calls and the handler's
 * rt_sigreturn, which would else be caught for ever, are in there. The selector
 * lets through what the vDSO may do while the handler runs. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <signal.h>
#include <sys/prctl.h>
#include <ucontext.h>
#include <unistd.h>
#include "caught.h"

enum { ALLOW, BLOCK };

unsigned long caught_calls;
static volatile char selector = ALLOW;

static void answer(int signal, siginfo_t *info, void *context)
{
	greg_t *r = ((ucontext_t *)context)->uc_mcontext.gregs;
	int saved = errno;
	selector = ALLOW;
	long v = syscall(r[REG_RAX], r[REG_RDI], r[REG_RSI], r[REG_RDX], r[REG_R10], r[REG_R8], r[REG_R9]);
	r[REG_RAX] = v == -1 ? -errno : v;
	errno = saved;
	caught_calls++;
	selector = BLOCK;
}

struct range { ElfW(Addr) inside, start, size; };

static int find(struct dl_phdr_info *object, size_t size, void *p)
{
	struct range *range = p;
	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *h = &object->dlpi_phdr[i];
		ElfW(Addr) start = object->dlpi_addr + h->p_vaddr;
		if (h->p_type != PT_LOAD || range->inside - start >= h->p_memsz) continue;
		range->start = start;
		range->size = h->p_memsz;
		return 1;
	}
	return 0;
}

int catch_calls(void)
{
	struct range libc = { .inside = (ElfW(Addr))dlsym(RTLD_DEFAULT, "syscall") };
	struct sigaction action = { .sa_sigaction = answer, .sa_flags = SA_SIGINFO };
	if (!libc.inside || !dl_iterate_phdr(find, &libc)) {
		errno = ENOEXEC;
		return -1;
	}
	if (sigaction(SIGSYS, &action, 0)) return -1;
	if (prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, libc.start, libc.size, &selector)) return -1;
	selector = BLOCK;
	return 0;
}
